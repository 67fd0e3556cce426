"""`python -m tests.analysis [part …]`: how the rules analyst does on the question set.

Without a part, all are asked. Prints what went otherwise than expected, a table of each part by
language, and one by intent in which the parts it was tuned to and those that were held back until
they were asked for the first time stand apart. Exits with 1 when a target is missed.
"""

import argparse
import sys
from collections import Counter

from clara.adapters.analyst.rules.analyst import RulesAnalyst
from clara.domain.accounts.language import Language
from tests.analysis.question_set import HELD_BACK, PARTS, Result, judge, question_set

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
    held = [result for result in results if result.asked.part in HELD_BACK]
    _by_intent("tuned to", [result for result in results if result not in held])
    _by_intent("held back", held)
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


def _by_intent(title: str, results: list[Result]) -> None:
    """Prints how each intent, and each reason of a refusal, was understood."""
    if not results:
        return
    print(f"\n{title:20}{'asked':>8}{'right':>8}{'refused':>10}{'wrong':>8}")
    wanted = sorted({result.asked.intent for result in results})
    for intent in wanted:
        _line(intent, [one for one in results if one.asked.intent == intent], 20)
    _line("all", results, 20)


def _line(name: str, results: list[Result], width: int = 8) -> Counter[str]:
    counted = Counter(result.verdict for result in results)
    right, refused, wrong = (counted[verdict] for verdict in VERDICTS)
    print(f"{name:{width}}{len(results):>8}{right:>8}{refused:>10}{wrong:>8}")
    return counted


if __name__ == "__main__":
    sys.exit(main())
