"""`python -m tests.analysis [open|held|late|last|fresh|unseen|trap …]`: how the rules analyst does on the question set.

Without a part, all are asked. Prints what went otherwise than expected and a table; exits with 1
when a target is missed.
"""

import argparse
import sys
from collections import Counter

from clara.adapters.analyst.rules.analyst import RulesAnalyst
from clara.domain.accounts.language import Language
from tests.analysis.question_set import PARTS, Result, judge, question_set

LEAST_RIGHT, MOST_WRONG = 0.97, 0.01
VERDICTS = ("right", "refused", "wrong")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.analysis")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="part")
    given = parser.parse_args()
    results = judge(RulesAnalyst(), question_set(*given.parts))
    for result in results:
        if result.verdict != "right":
            asked = result.asked
            print(f"{result.verdict}: [{asked.language.value} {asked.part}] {asked.text}")
            print("    " + "; ".join(result.why))
    met = [_row(part, results) for part in PARTS]
    return 0 if all(met) else 1


def _row(part: str, results: list[Result]) -> bool:
    """Prints a part's table; whether it meets its targets."""
    of_part = [result for result in results if result.asked.part == part]
    if not of_part:
        return True
    print(f"\n{part:8}{'asked':>8}{'right':>8}{'refused':>10}{'wrong':>8}")
    for language in Language:
        _line(language.value, [one for one in of_part if one.asked.language is language])
    counted = _line("all", of_part)
    right, wrong = counted["right"] / len(of_part), counted["wrong"] / len(of_part)
    is_met = right == 1 if part == "trap" else right >= LEAST_RIGHT and wrong <= MOST_WRONG
    print(f"{'':8}{right:.1%} right, {wrong:.1%} wrong: {'met' if is_met else 'missed'}")
    return is_met


def _line(name: str, results: list[Result]) -> Counter[str]:
    counted = Counter(result.verdict for result in results)
    right, refused, wrong = (counted[verdict] for verdict in VERDICTS)
    print(f"{name:8}{len(results):>8}{right:>8}{refused:>10}{wrong:>8}")
    return counted


if __name__ == "__main__":
    sys.exit(main())
