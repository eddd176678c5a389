"""What data exist: file names, where they are published, and how to know them again.

The zip digits are those of LeCun et al. (Neural Computation 1(4), 1989), as published with The Elements of Statistical
Learning; the mouse digits are SN's own; MNIST is the set of the 2022 re-creation; the irises are Fisher's. Archives
come compressed in more than one way, so a zip archive whose checksum differs is still accepted when its digits have the
right digest (``digest.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

ZIP_ADDRESS = "https://hastie.su.domains/ElemStatLearn/datasets/"
MNIST_ADDRESS = "https://ossci-datasets.s3.amazonaws.com/mnist/"
IRIS_ADDRESS = "https://archive.ics.uci.edu/ml/machine-learning-databases/iris/"


@dataclass(frozen=True)
class Archive:
    """One published file. ``address`` is empty where there is nothing to download from.

    ``sha256``: checksum of the file as published; ``content``: digest of the digits inside, where we know it;
    ``count``: how many digits (or flowers) it holds; ``size``: its bytes as published.
    """

    name: str
    count: int
    address: str = ""
    sha256: str = ""
    content: str = ""
    size: int = 0

    @property
    def url(self) -> str:
        return self.address + self.name


ZIP_TRAIN = Archive(
    "zip.train.gz",
    7291,
    ZIP_ADDRESS,
    "66ebf231ab51f2cf6ac1a892d0f98ccffee1079d7a5db638c1f11f366046ca16",
    "bb8c5577af2800d9a092a9516d927235e3eb00a05bf99fe8b76b432f12f748ae",
    size=1_829_071,
)
ZIP_TEST = Archive(
    "zip.test.gz",
    2007,
    ZIP_ADDRESS,
    "8dacc3c6e136af6c3488de9e5113a7daf140c8c2f1f0b61c54ee02f03f1a962f",
    "ea677dd5aa43643ea8a81f2fd0f1e24ea2a8bfdd4613a16fc075ae9cf2b4760b",
    size=439_208,
)
ZIP_TRAIN_COUNTS = (1194, 1005, 731, 658, 652, 556, 664, 645, 542, 644)
ZIP_TEST_COUNTS = (359, 264, 198, 166, 200, 160, 170, 147, 166, 177)

MNIST_TRAIN_IMAGES = Archive(
    "train-images-idx3-ubyte.gz",
    60000,
    MNIST_ADDRESS,
    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    size=9_912_422,
)
MNIST_TRAIN_LABELS = Archive(
    "train-labels-idx1-ubyte.gz",
    60000,
    MNIST_ADDRESS,
    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    size=28_881,
)
MNIST_TEST_IMAGES = Archive(
    "t10k-images-idx3-ubyte.gz",
    10000,
    MNIST_ADDRESS,
    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    size=1_648_877,
)
MNIST_TEST_LABELS = Archive(
    "t10k-labels-idx1-ubyte.gz",
    10000,
    MNIST_ADDRESS,
    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    size=4_542,
)

MOUSE_IMAGES = Archive(
    "dig.pat", 480, sha256="4d34649511ad2cd3460227dbd6802a94628b36a5371537fa5bee28bd622565f5", size=122_933
)
MOUSE_TARGETS = Archive(
    "dig.des", 480, sha256="791dfa9c457f351afaa4594dd462e350796b7d23bc67cb2e02499f1cdb2ebb42", size=4_820
)

IRIS = Archive(
    "iris.data",
    150,
    IRIS_ADDRESS,
    "6f608b71a7317216319b4d27b4d9bc84e6abd734eda7872b71a458569e2656c0",
    size=4_551,
)
