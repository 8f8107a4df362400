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


def separator_of(lines):
    return max([b",", b";", b"|", b"\t"], key=lines[0].count)


@by_lines
def replace_cell(random, lines):
    at, separator = random.randrange(len(lines)), separator_of(lines)
    cells = lines[at].split(separator)
    cells[random.randrange(len(cells))] = random.choice(NUMBERS + TEXTS)
    lines[at] = separator.join(cells)


@by_lines
def quote_cell(random, lines):
    """Quotes as they should be, doubled, around ends of lines, and as they should not be."""
    at, separator = random.randrange(len(lines)), separator_of(lines)
    cells = lines[at].split(separator)
    place = random.randrange(len(cells))
    form = random.choice([b'"%s"', b'""%s""', b'"%s', b'%s"', b'"%s"x', b' "%s"', b'"a""b%s"', b'"a' + separator + b'%s"', b'"%s\n"', b'"%s\r\nx"'])
    cells[place] = form.replace(b"%s", cells[place])
    lines[at] = separator.join(cells)


@by_lines
def column_of_one_value(random, lines):
    place, value, separator = random.randrange(8), random.choice(NUMBERS + TEXTS), separator_of(lines)
    for at in range(1, len(lines)):
        cells = lines[at].split(separator)
        if place < len(cells):
            cells[place] = value
            lines[at] = separator.join(cells)


@by_lines
def move_column(random, lines):
    """A column goes, comes twice or changes its place, in every row."""
    place, how, to, separator = random.randrange(8), random.randrange(3), random.randrange(8), separator_of(lines)
    for at, line in enumerate(lines):
        cells = line.split(separator)
        if place < len(cells):
            cell = cells[place]
            if how != 1:
                del cells[place]
            if how != 0:
                cells.insert(to, cell)
            lines[at] = separator.join(cells)


def other_separator(random, text):
    return text.replace(separator_of([text]), random.choice([b",", b";", b"|", b"\t", b",,"]))


def other_encoding(random, text):
    """A byte order mark, UTF-16, a mark in the middle."""
    at = random.randrange(len(text) + 1)
    return random.choice([lambda: b"\xef\xbb\xbf" + text, lambda: text[:at] + b"\xef\xbb\xbf" + text[at:],
                          lambda: text.decode(errors="replace").encode("utf-16"), lambda: text.decode("latin-1").encode("utf-8"),
                          lambda: text.replace(b"e", b"\xe9", 3)])()


def lengthen(random, text):
    return text + random.choice([b"\x00", b"\n", b"x" * 1000, b"\x00" * 5000, text[:4096], text])


def blank_block(random, text):
    """What a file system leaves of a block that was never written."""
    begin = 512 * random.randrange(len(text) // 512 + 1)
    end = min(len(text), begin + random.choice([512, 4096]))
    return text[:begin] + bytes(end - begin) + text[end:]


def swap_blocks(random, text):
    size = 4096
    blocks = [text[at:at + size] for at in range(0, len(text), size)]
    if len(blocks) > 1:
        one, other = random.sample(range(len(blocks)), 2)
        blocks[one], blocks[other] = blocks[other], blocks[one]
    return b"".join(blocks)


@by_lines
def edit_digest(random, lines):
    """A line of a manifest: its digest, its name, its form."""
    at = random.randrange(len(lines))
    digest, _, name = lines[at].partition(b"  ")
    lines[at] = random.choice([
        digest.upper() + b"  " + name, b"0" * 64 + b"  " + name, digest[:-1] + b"  " + name, digest + b" *" + name, digest + b" " + name,
        digest + b"  ../" + name, digest + b"  /etc/passwd", digest + b"  " + name + b"\r", digest + b"  ", b"# " + lines[at], b"",
        digest + b"  part-0000000008-0000000008.h5", digest + b"  part-9999999999-9999999999.h5", name + b"  " + digest, b"y" * 100_000])


ANY = [replace_byte, flip_bit, insert_token, delete_span, repeat_span, truncate, line_ends, delete_line, double_line,
       swap_lines, replace_number]
TOML = [replace_value] * 4 + [rename_key] * 2 + [other_brackets] + ANY
CSV = [replace_cell] * 4 + [quote_cell] * 2 + [column_of_one_value] * 2 + [move_column] * 2 + [other_separator, other_encoding] + ANY
BINARY = [flip_bit] * 6 + [replace_byte, truncate, truncate, delete_span, repeat_span, lengthen, lengthen, blank_block, swap_blocks]
MANIFEST = [edit_digest] * 4 + ANY + [lengthen]
