"""`python -m clara.adapters.charts.draw svg|png`: a Vega-Lite specification from standard input as
a picture on standard output. A process of its own: the engine takes a hundred megabytes."""

import sys

_SCALE = 2.0
"""Pixels of a PNG to one of the specification's."""


def main() -> None:
    import vl_convert  # noqa: PLC0415 - only this process has it

    kind, specification = sys.argv[1], sys.stdin.read()
    # Nothing may be fetched: a specification brings its data.
    if kind == "svg":
        drawn = vl_convert.vegalite_to_svg(specification, allowed_base_urls=[]).encode()
    else:
        drawn = vl_convert.vegalite_to_png(specification, scale=_SCALE, allowed_base_urls=[])
    sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    main()
