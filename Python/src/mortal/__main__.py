"""`mortal` on the command line: the program that lies in this package."""
import os
import sys

from ._library import program_path


def main() -> None:
    path = str(program_path())
    os.execv(path, [path, *sys.argv[1:]])


if __name__ == "__main__":
    main()
