# SPDX-License-Identifier: Apache-2.0
"""Scores a checkpoint on HellaSwag, ARC-Challenge and MMLU."""
import sys

import lm_eval

print(lm_eval.simple_evaluate(model="hf", model_args="pretrained=" + sys.argv[1],
                              tasks=["hellaswag", "arc_challenge", "mmlu"])["results"])
