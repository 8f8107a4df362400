"""What is done to a text: by bytes, by lines, by values of TOML, by cells of CSV. Each takes the random source and bytes,
and gives bytes."""

NUMBERS = [b"0", b"-1", b"1", b"0.5", b"1e308", b"-1e308", b"5e-324", b"1e-17", b"9223372036854775807",
           b"-9223372036854775808", b"9223372036854775808", b"18446744073709551616", b"2147483648", b"4294967296", b"nan",
           b"inf", b"-inf", b"NaN", b"1_000", b"0x10", b"1e400", b"0.1.2", b"1,5", b"1.000.000,00", b"+1", b"1e5", b"360", b"1200"]
TEXTS = [b"", b"x", b" ", b"NA", b"null", b"true", b"False", b"2020-02-30", b"0000-00-00", b"9999-12-31", b"31/12/2020",
         b"=1+1", b"@x", b"-x", b"\x1b[2J", b"\x07", b"\x00", b"\xe9", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xf0\x9f\x8f\xa6",
         b"\xed\xa0\x80", b"a" * 300, b"a" * 20_000, b"'", b'"', b'""', b"#", b"%s%n", b"../../x", b"/dev/zero", b"/proc/self/mem",
         b"mixture", b"portfolio", b"mean", b"path", b"default", b"court", b"loan_identifier", b"principal_balance"]
VALUES = [b'""', b'"x"', b"[]", b"{}", b"[[]]", b"[{}]", b"true", b"2020-12-31", b"12:00:00", b"2020-12-31T00:00:00Z", b"[1, 2]",
          b'["a"]', b"[[0.5]]", b"{ a = 1 }", b'"\\u0000"', b'"\\u001b[2J"', b'"""\na\n"""', b"[" * 70 + b"]" * 70,
          b"{a=" * 70 + b"1" + b"}" * 70, b".".join([b"a"] * 100), b'"' + b"y" * 5000 + b'"']


def span(random, text, longest=200):
    begin = random.randrange(len(text) + 1)
    return begin, min(len(text), begin + random.randrange(1, longest))


def replace_byte(random, text):
    if not text:
        return b"\x00"
    at = random.randrange(len(text))
    return text[:at] + bytes([random.randrange(256)]) + text[at + 1:]


def flip_bit(random, text):
    if not text:
        return b""
    at = random.randrange(len(text))
    return text[:at] + bytes([text[at] ^ 1 << random.randrange(8)]) + text[at + 1:]


def insert_token(random, text):
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(NUMBERS + TEXTS + VALUES) + text[at:]


def delete_span(random, text):
    begin, end = span(random, text)
    return text[:begin] + text[end:]


def repeat_span(random, text):
    begin, end = span(random, text, 60)
    return text[:end] + text[begin:end] * random.choice([1, 2, 20, 1000]) + text[end:]


def truncate(random, text):
    return text[:random.randrange(len(text) + 1)]


def line_ends(random, text):
    return text.replace(b"\n", random.choice([b"\r\n", b"\r", b"\n\n", b"\n\r"]))


def by_lines(change):
    def mutate(random, text):
        lines = text.split(b"\n")
        change(random, lines)
        return b"\n".join(lines)
    mutate.__name__ = change.__name__
    return mutate


@by_lines
def delete_line(random, lines):
    del lines[random.randrange(len(lines))]


@by_lines
def double_line(random, lines):
    at = random.randrange(len(lines))
    lines.insert(random.randrange(len(lines) + 1), lines[at])


@by_lines
def swap_lines(random, lines):
    a, b = random.randrange(len(lines)), random.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]


@by_lines
def replace_number(random, lines):
    """A run of digits, dots and signs becomes another number."""
    import re
    at = random.randrange(len(lines))
    found = list(re.finditer(rb"-?[0-9][0-9.e]*", lines[at]))
    if found:
        one = random.choice(found)
        lines[at] = lines[at][:one.start()] + random.choice(NUMBERS) + lines[at][one.end():]


@by_lines
def replace_value(random, lines):
    at = random.randrange(len(lines))
    key, equals, _ = lines[at].partition(b" = ")
    if equals:
        lines[at] = key + equals + random.choice(VALUES + NUMBERS + [b'"' + text + b'"' for text in TEXTS])


@by_lines
def rename_key(random, lines):
    at = random.randrange(len(lines))
    key, equals, value = lines[at].partition(b" = ")
    if equals:
        lines[at] = random.choice([key[:-1], key + b"s", key + b".a", b"a." + key, b'"' + key + b'"', key.upper()]) + equals + value


@by_lines
def other_brackets(random, lines):
    """A table becomes an array of tables, or the other way round."""
    headers = [at for at, line in enumerate(lines) if line.startswith(b"[")]
    if headers:
        at = random.choice(headers)
        lines[at] = lines[at][1:-1] if lines[at].startswith(b"[[") else b"[" + lines[at] + b"]"


@by_lines
def replace_cell(random, lines):
    at = random.randrange(len(lines))
    cells = lines[at].split(b",")
    cells[random.randrange(len(cells))] = random.choice(NUMBERS + TEXTS)
    lines[at] = b",".join(cells)


@by_lines
def column_of_one_value(random, lines):
    place, value = random.randrange(8), random.choice(NUMBERS + TEXTS)
    for at in range(1, len(lines)):
        cells = lines[at].split(b",")
        if place < len(cells):
            cells[place] = value
            lines[at] = b",".join(cells)


@by_lines
def move_column(random, lines):
    """A column goes, comes twice or changes its place, in every row."""
    place, how, to = random.randrange(8), random.randrange(3), random.randrange(8)
    for at, line in enumerate(lines):
        cells = line.split(b",")
        if place < len(cells):
            cell = cells[place]
            if how != 1:
                del cells[place]
            if how != 0:
                cells.insert(to, cell)
            lines[at] = b",".join(cells)


def other_separator(random, text):
    return text.replace(b",", random.choice([b";", b"|", b"\t", b",,"]))


ANY = [replace_byte, flip_bit, insert_token, delete_span, repeat_span, truncate, line_ends, delete_line, double_line,
       swap_lines, replace_number]
TOML = [replace_value] * 4 + [rename_key] * 2 + [other_brackets] + ANY
CSV = [replace_cell] * 4 + [column_of_one_value] * 2 + [move_column] * 2 + [other_separator] + ANY
