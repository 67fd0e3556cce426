"""`python -m tests.analysis [open] [trap] [held] [--all]`: how the rules analyst does on the question set.

Without a half, all are asked. Prints what went otherwise than expected and a table; exits with 1
when a target is missed.
"""

import argparse
import sys
from collections import Counter

from clara.adapters.analyst.rules.analyst import RulesAnalyst
from clara.domain.accounts.language import Language
from tests.analysis.question_set import HALVES, Result, judge, question_set

LEAST_RIGHT, MOST_WRONG = 0.97, 0.01
VERDICTS = ("right", "refused", "wrong")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.analysis")
    parser.add_argument("halves", nargs="*", choices=[*HALVES, []], metavar="open|held|trap")
    given = parser.parse_args()
    results = judge(RulesAnalyst(), question_set(*given.halves))
    for result in results:
        if result.verdict != "right":
            asked = result.asked
            print(f"{result.verdict}: [{asked.language.value} {asked.half}] {asked.text}")
            print("    " + "; ".join(result.why))
    met = [_row(half, results) for half in HALVES]
    return 0 if all(met) else 1


def _row(half: str, results: list[Result]) -> bool:
    """Prints a half's table; whether it meets its targets."""
    of_half = [result for result in results if result.asked.half == half]
    if not of_half:
        return True
    print(f"\n{half:8}{'asked':>8}{'right':>8}{'refused':>10}{'wrong':>8}")
    for language in Language:
        _line(language.value, [one for one in of_half if one.asked.language is language])
    counted = _line("all", of_half)
    right, wrong = counted["right"] / len(of_half), counted["wrong"] / len(of_half)
    is_met = right == 1 if half == "trap" else right >= LEAST_RIGHT and wrong <= MOST_WRONG
    print(f"{'':8}{right:.1%} right, {wrong:.1%} wrong: {'met' if is_met else 'missed'}")
    return is_met


def _line(name: str, results: list[Result]) -> Counter[str]:
    counted = Counter(result.verdict for result in results)
    right, refused, wrong = (counted[verdict] for verdict in VERDICTS)
    print(f"{name:8}{len(results):>8}{right:>8}{refused:>10}{wrong:>8}")
    return counted


if __name__ == "__main__":
    sys.exit(main())
