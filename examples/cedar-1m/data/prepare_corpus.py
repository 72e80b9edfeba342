# SPDX-License-Identifier: Apache-2.0
"""Deduplicates and tokenizes the sources into one file of token numbers."""
import json
import sys

import numpy as np
from datasketch import MinHash, MinHashLSH


def signature(text):
    m = MinHash(num_perm=128)
    for word in set(text.split()):
        m.update(word.encode())
    return m


def main(tokenizer, out, *paths):
    seen, tokens = MinHashLSH(threshold=0.8, num_perm=128), []
    for path in paths:
        for number, line in enumerate(open(path)):  # jsonl
            text = json.loads(line)["text"]
            m = signature(text)
            if seen.query(m):
                continue
            seen.insert("%s:%d" % (path, number), m)
            tokens += tokenizer.encode(text)
    np.array(tokens, dtype=np.uint16).tofile(out)


if __name__ == "__main__":
    from tokenizers import Tokenizer
    main(Tokenizer.from_file("tokenizer.json"), *sys.argv[1:])
