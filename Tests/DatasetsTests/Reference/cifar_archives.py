"""Small archives in the three forms of CIFAR-10: two training batches and a test batch of four images each.

cifar-binary.tar.gz    as the binary version
cifar-python2.tar.gz   batches as Python 2 pickled them (protocol 2, texts and arrays as byte strings): written opcode by
                       opcode, since Python 3 cannot write them
cifar-python3.tar.gz   batches as pickle of Python 3 with NumPy writes them (protocol 4)

Image i of batch b has the class (3 i + b) mod 10, and its byte k is (7 i + 13 b + k) mod 251.
"""
import io
import pickle
import struct
import tarfile

import numpy

COUNT = 4


def batch(number):
    i = numpy.arange(COUNT)[:, None]
    k = numpy.arange(3072)[None, :]
    data = ((7 * i + 13 * number + k) % 251).astype(numpy.uint8)
    labels = [(3 * index + number) % 10 for index in range(COUNT)]
    return data, labels


def python2(data, labels):
    """As cPickle of Python 2 writes {'data': data, 'labels': labels, 'batch_label': …, 'filenames': […]}."""
    out = bytearray(b"\x80\x02}q\x01(")
    def text(value):
        return b"U" + bytes([len(value)]) + value
    out += text(b"data") + b"q\x02"
    out += b"cnumpy.core.multiarray\n_reconstruct\nq\x03cnumpy\nndarray\nq\x04K\x00\x85q\x05" + text(b"b") + b"\x87Rq\x06"
    out += b"(K\x01" + b"K" + bytes([COUNT]) + b"M" + struct.pack("<H", 3072) + b"\x86q\x07"
    out += b"cnumpy\ndtype\nq\x08" + text(b"u1") + b"K\x00K\x01\x87Rq\x09(K\x03" + text(b"|")
    out += b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89T" + struct.pack("<i", data.nbytes) + data.tobytes() + b"tb"
    out += text(b"labels") + b"q\x0a]q\x0b("
    for label in labels:
        out += b"K" + bytes([label])
    out += b"e" + text(b"batch_label") + b"q\x0c" + text(b"training batch 1 of 5") + b"q\x0d"
    out += text(b"filenames") + b"q\x0e]q\x0f("
    for index in range(COUNT):
        out += text(b"image_%d.png" % index) + b"q" + bytes([16 + index])
    out += b"eu."
    read = pickle.loads(bytes(out), encoding="bytes")
    assert (read[b"data"] == data).all() and read[b"labels"] == labels and len(read[b"filenames"]) == COUNT
    return bytes(out)


def python3(data, labels):
    return pickle.dumps({"data": data, "labels": labels, "filenames": ["a"] * COUNT}, protocol=4)


def binary(data, labels):
    return b"".join(bytes([label]) + row.tobytes() for label, row in zip(labels, data))


def write(name, folder, ending, form):
    with tarfile.open(name, "w:gz", format=tarfile.USTAR_FORMAT) as archive:
        entry = tarfile.TarInfo(folder)
        entry.type = tarfile.DIRTYPE
        archive.addfile(entry)
        for stem, number in (("data_batch_1", 1), ("data_batch_2", 2), ("test_batch", 9)):
            content = form(*batch(number))
            entry = tarfile.TarInfo(f"{folder}/{stem}{ending}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))


write("cifar-binary.tar.gz", "cifar-10-batches-bin", ".bin", binary)
write("cifar-python2.tar.gz", "cifar-10-batches-py", "", python2)
write("cifar-python3.tar.gz", "cifar-10-batches-py", "", python3)
