"""Pictures that a camera would see: couriers' Code 128 and QR codes, as a film for Chromium's fake camera."""

from pathlib import Path

import numpy as np
import qrcode
from PIL import Image

# Widths of bars and spaces of the symbols 0 to 102, the three starts, and the stop: ISO/IEC 15417.
_WIDTHS = [
    "212222",
    "222122",
    "222221",
    "121223",
    "121322",
    "131222",
    "122213",
    "122312",
    "132212",
    "221213",
    "221312",
    "231212",
    "112232",
    "122132",
    "122231",
    "113222",
    "123122",
    "123221",
    "223211",
    "221132",
    "221231",
    "213212",
    "223112",
    "312131",
    "311222",
    "321122",
    "321221",
    "312212",
    "322112",
    "322211",
    "212123",
    "212321",
    "232121",
    "111323",
    "131123",
    "131321",
    "112313",
    "132113",
    "132311",
    "211313",
    "231113",
    "231311",
    "112133",
    "112331",
    "132131",
    "113123",
    "113321",
    "133121",
    "313121",
    "211331",
    "231131",
    "213113",
    "213311",
    "213131",
    "311123",
    "311321",
    "331121",
    "312113",
    "312311",
    "332111",
    "314111",
    "221411",
    "431111",
    "111224",
    "111422",
    "121124",
    "121421",
    "141122",
    "141221",
    "112214",
    "112412",
    "122114",
    "122411",
    "142112",
    "142211",
    "241211",
    "221114",
    "413111",
    "241112",
    "134111",
    "111242",
    "121142",
    "121241",
    "114212",
    "124112",
    "124211",
    "411212",
    "421112",
    "421211",
    "212141",
    "214121",
    "412121",
    "111143",
    "111341",
    "131141",
    "114113",
    "114311",
    "411113",
    "411311",
    "113141",
    "114131",
    "311141",
    "411131",
    "211412",
    "211214",
    "211232",
    "2331112",
]
_START_B, _STOP = 104, 106
_SCENE = (640, 480)


def code_128(text: str, module: int = 3, height: int = 160) -> Image.Image:
    """The bars of a text, with the quiet zone around them."""
    values = [_START_B, *(ord(one) - 32 for one in text)]
    check = (values[0] + sum(place * value for place, value in enumerate(values) if place)) % 103
    widths = "".join(_WIDTHS[value] for value in (*values, check, _STOP))
    bars = (np.full(int(width) * module, 255 * (n % 2)) for n, width in enumerate(widths))
    quiet = np.full(10 * module, 255)
    return Image.fromarray(np.tile(np.concatenate([quiet, *bars, quiet]), (height, 1)).astype("uint8"))


def qr(text: str) -> Image.Image:
    return qrcode.make(text, box_size=6).get_image().convert("L")


def film(picture: Image.Image, path: Path, frames: int = 4) -> Path:
    """A film (YUV4MPEG2) that shows a picture on grey, for --use-file-for-fake-video-capture."""
    width, height = _SCENE
    scene = Image.new("L", _SCENE, 200)
    scene.paste(picture, ((width - picture.width) // 2, (height - picture.height) // 2))
    frame = np.asarray(scene).tobytes() + bytes([128]) * (width * height // 2)
    path.write_bytes(
        f"YUV4MPEG2 W{width} H{height} F10:1 Ip C420jpeg\n".encode() + (b"FRAME\n" + frame) * frames
    )
    return path
