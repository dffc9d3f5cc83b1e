"""Writes a C file that holds files as bytes: embed.py OUT.c NAME=FILE ...

Each becomes `const uint8_t embedded_NAME[]` and `const size_t
embedded_NAME_size`. A NUL follows the bytes and is not counted."""
import sys


def main():
    out, items = sys.argv[1], sys.argv[2:]
    with open(out, "w", encoding="ascii") as c:
        c.write("#include <stddef.h>\n#include <stdint.h>\n")
        for item in items:
            name, path = item.split("=", 1)
            with open(path, "rb") as f:
                data = f.read()
            c.write(f"extern const uint8_t embedded_{name}[];\n")
            c.write(f"extern const size_t embedded_{name}_size;\n")
            c.write(f"const uint8_t embedded_{name}[] = {{\n")
            for at in range(0, len(data) + 1, 16):
                row = (data + b"\0")[at:at + 16]
                c.write(",".join(str(b) for b in row) + ",\n")
            c.write(f"}};\nconst size_t embedded_{name}_size = {len(data)};\n")


main()
