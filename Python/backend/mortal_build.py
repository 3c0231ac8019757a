"""Builds the wheel: the Python files, the library and the program as Swift builds them, and the device cards.

A build backend of its own (PEP 517), so that nothing but Swift and pip is needed. Environment:

MORTAL_PRODUCTS        folder of a finished release build; Swift is not called then
MORTAL_BUNDLE_RUNTIME  1: also pack Swift's runtime libraries, for machines without Swift
"""
import base64
import hashlib
import os
import re
import shutil
import subprocess
import sysconfig
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
REPOSITORY = HERE.parent


def _project():
    """Name, version and the rest that the metadata needs, out of pyproject.toml."""
    text = (HERE / "pyproject.toml").read_text(encoding="utf-8")

    def value(key):
        return re.search(rf'^{key} = "(.*)"$', text, re.MULTILINE).group(1)

    extras = re.search(r"\[project.optional-dependencies\]\n(.*?)\n\n", text, re.DOTALL).group(1)
    return {
        "name": value("name"), "version": value("version"), "summary": value("description"),
        "python": value("requires-python"),
        "dependencies": re.findall(r'"(.*?)"', re.search(r"^dependencies = \[(.*)\]$", text, re.MULTILINE).group(1)),
        "extras": {name: re.findall(r'"(.*?)"', needs) for name, needs in re.findall(r"^(\w+) = \[(.*)\]$", extras, re.M)},
    }


def _metadata():
    project = _project()
    lines = [
        "Metadata-Version: 2.1", f"Name: {project['name']}", f"Version: {project['version']}",
        f"Summary: {project['summary']}", f"Requires-Python: {project['python']}",
    ]
    lines += [f"Requires-Dist: {need}" for need in project["dependencies"]]
    for extra, needs in project["extras"].items():
        lines.append(f"Provides-Extra: {extra}")
        lines += [f'Requires-Dist: {need} ; extra == "{extra}"' for need in needs]
    return "\n".join(lines) + "\n"


def _info_name():
    project = _project()
    return f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"


def _tag():
    return "py3-none-" + re.sub(r"[-.]", "_", sysconfig.get_platform())


def _info_files():
    wheel = f"Wheel-Version: 1.0\nGenerator: mortal_build\nRoot-Is-Purelib: false\nTag: {_tag()}\n"
    return {
        "METADATA": _metadata(), "WHEEL": wheel, "entry_points.txt": "[console_scripts]\nmortal = mortal.__main__:main\n",
    }


def _products():
    """The folder with libCMortal.so and mortal."""
    if os.environ.get("MORTAL_PRODUCTS"):
        return Path(os.environ["MORTAL_PRODUCTS"])
    if shutil.which("swift") is None:
        raise SystemExit("Swift 6.2 or newer is needed to build: see https://www.swift.org/install/linux/")
    for product in ("CMortal", "mortal"):
        subprocess.run(["swift", "build", "-c", "release", "--product", product], cwd=REPOSITORY, check=True)
    return REPOSITORY / ".build" / "release"


def _stripped(source, folder):
    """A copy without the symbols that only debuggers read."""
    copy = Path(folder) / source.name
    shutil.copy(source, copy)
    if shutil.which("strip"):
        subprocess.run(["strip", "--strip-unneeded", str(copy)], check=True)
    return copy


def _runtime(library):
    """Swift's own libraries that `library` needs."""
    listing = subprocess.run(["ldd", str(library)], check=True, capture_output=True, text=True).stdout
    return [Path(path) for path in re.findall(r"=> (\S*/swift/linux/\S+)", listing)]


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    products = _products()
    name = f"{_info_name()[: -len('.dist-info')]}-{_tag()}.whl"
    record = []
    with tempfile.TemporaryDirectory() as scratch, zipfile.ZipFile(
        Path(wheel_directory) / name, "w", zipfile.ZIP_DEFLATED, compresslevel=1
    ) as wheel:

        def add(arcname, content, executable=False):
            entry = zipfile.ZipInfo(arcname, date_time=(2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if executable else 0o100644) << 16
            wheel.writestr(entry, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record.append(f"{arcname},sha256={digest},{len(content)}")

        for source in sorted((HERE / "src" / "mortal").glob("*.py")) + [HERE / "src" / "mortal" / "py.typed"]:
            add(f"mortal/{source.name}", source.read_bytes())
        for card in sorted((REPOSITORY / "Devices").rglob("*.yaml")):
            add(f"mortal/Devices/{card.relative_to(REPOSITORY / 'Devices')}", card.read_bytes())
        add("mortal/mortal.h", (REPOSITORY / "Sources" / "CMortal" / "mortal.h").read_bytes())
        library = products / "libCMortal.so"
        add("mortal/lib/libCMortal.so", _stripped(library, scratch).read_bytes(), executable=True)
        add("mortal/lib/mortal", _stripped(products / "mortal", scratch).read_bytes(), executable=True)
        if os.environ.get("MORTAL_BUNDLE_RUNTIME") == "1":
            for path in sorted(set(_runtime(library)) | set(_runtime(products / "mortal"))):
                add(f"mortal/lib/{path.name}", path.read_bytes(), executable=True)
        for file, content in _info_files().items():
            add(f"{_info_name()}/{file}", content.encode())
        record.append(f"{_info_name()}/RECORD,,")
        wheel.writestr(f"{_info_name()}/RECORD", "\n".join(record) + "\n")
    return name


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    folder = Path(metadata_directory) / _info_name()
    folder.mkdir()
    for file, content in _info_files().items():
        (folder / file).write_text(content, encoding="utf-8")
    return folder.name


def build_sdist(sdist_directory, config_settings=None):
    raise SystemExit("the package is built from a clone of the repository: pip install ./Python")
