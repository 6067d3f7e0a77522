"""Break each rule and factor of the matching on purpose, a little and one at a time, and see a test fail for each.

    python -m scripts.mutants [--only APR-2] [--workers 2]

Every comparison, sum, condition and number in the functions behind the rules and factors is changed in turn: ``<`` to
``<=``, "and" to "or", ``&`` to ``|``, plus to minus, a number to the next one, a "not" left out. Nothing on disk is
touched: each mutant is a process of its own that compiles one module with the change. Words are left alone, because
what they say is tested against the masks. A mutant that no test notices fails the command, unless ``HARMLESS`` says
why it is no change at all.
"""

import argparse
import ast
import importlib.abc
import importlib.util
import os
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

HOME = Path(__file__).resolve().parent.parent
CORE = HOME / "brokerage" / "matching"
TESTS = HOME / "tests" / "matching"
LONGEST = 300  # seconds; a mutant that never ends has been noticed
# The modules that are changed, and the tests that are about them, tried first.
MODULES = {
    "rules.approval": "test_approval_rules.py",
    "rules.room": "test_room_rules.py",
    "rules.standing": "test_standing_rules.py",
    "rules.home": "test_home_and_care_rules.py",
    "rules.care": "test_home_and_care_rules.py",
    "conditions": "test_home_and_care_rules.py",
    "factors.care": "test_factors.py",
    "factors.near": "test_factors.py",
    "factors.belonging": "test_factors.py",
    "factors.wishes": "test_factors.py",
    "factors.base": "test_factors.py",
}
# Whose a module is that names no rule and no factor itself.
SHARED = {"conditions": ("HSE-1",), "factors.base": ("SCHOOL", "FAMILY")}
THEN = ("test_ranking.py", "test_factors.py", "test_agreement.py")
COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
JOINED = {
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.Div, ast.Div: ast.Mult, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
# By what ``Mutant.name`` says: mutants that behave as the code does, and why.
_ONLY_NARROWS = (
    "it only spares households a look at each day that would find what has been found already"
)
HARMLESS: dict[str, str] = {
    "rules.room._lives_with: 0 -> 1": _ONLY_NARROWS,
    "rules.room._within_limit: fails & _lives_with(situation, common)"
    " -> fails | _lives_with(situation, common)": _ONLY_NARROWS,
    "rules.room._lives_with: np.isin(stays.child_ids, child_ids) & situation.meets_stay"
    " -> np.isin(stays.child_ids, child_ids) | situation.meets_stay": _ONLY_NARROWS,
    "rules.home._one_limit: 0.0 -> 1.0": "an essential limit has a distance: Place sees to that",
    "factors.care._track_parts: 1 -> 2": "a mean over one thing is the same whatever it weighs",
    "factors.base._mean: 1.0 -> 2.0": "until Python 3.12, whose sum() rounds less than adding up"
    " one after another does, no mean of values up to 1 comes to more than 1",
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: of the ``number``-th place of a module that can be changed.

    ``which`` tells places of one function apart that are changed alike ("2 of 3"), so that what
    excuses one excuses no other, nor one that is written later.
    """

    module: str
    number: int
    function: str
    line: int
    change: str
    codes: tuple[str, ...]
    which: str

    @property
    def name(self) -> str:
        return f"{self.module}.{self.function}: {self.change}{self.which and f' ({self.which})'}"


class Places(ast.NodeTransformer):
    """Counts the places that can be changed, and changes the one with the number ``wanted``."""

    def __init__(self, wanted: int = -1) -> None:
        self.wanted = wanted
        self.found: list[tuple[str, int, str]] = []
        self.function: list[str] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if "words" in node.name:
            return node
        self.function.append(node.name)
        node.body = [self.visit(each) for each in node.body]
        self.function.pop()
        return node

    def _here(self, node: ast.AST, changed: ast.AST) -> bool:
        """Note a place, and say whether it is the one to change."""
        if not self.function:
            return False
        change = f"{ast.unparse(node)} -> {ast.unparse(changed)}"
        self.found.append((self.function[0], getattr(node, "lineno", 0), change))
        return len(self.found) - 1 == self.wanted

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        operator = COMPARED.get(type(node.ops[0]))
        if operator:
            changed = ast.Compare(node.left, [operator(), *node.ops[1:]], node.comparators)
            if self._here(node, changed):
                return ast.copy_location(changed, node)
        return self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        operator = JOINED.get(type(node.op))
        if operator:
            changed = ast.BinOp(node.left, operator(), node.right)
            if self._here(node, changed):
                return ast.copy_location(changed, node)
        return self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        changed = ast.BoolOp(JOINED[type(node.op)](), node.values)
        if self._here(node, changed):
            return ast.copy_location(changed, node)
        return self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        operator = JOINED.get(type(node.op))
        if operator:
            changed = ast.AugAssign(node.target, operator(), node.value)
            if self._here(node, changed):
                return ast.copy_location(changed, node)
        return self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        if isinstance(node.op, ast.Invert | ast.Not) and self._here(node, node.operand):
            return node.operand
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """What a check says of who fails, turned round."""
        if isinstance(node.func, ast.Name) and node.func.id == "Check":
            turned = ast.UnaryOp(ast.Invert(), node.args[0])
            changed = ast.Call(node.func, [turned, *node.args[1:]], node.keywords)
            if self._here(node, changed):
                return ast.copy_location(changed, node)
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """Python never reads the type that is written in a function."""
        if node.value:
            node.value = self.visit(node.value)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            changed = ast.Constant(node.value + 1)
            if self._here(node, changed):
                return ast.copy_location(changed, node)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node


def source(module: str) -> str:
    return (CORE / f"{module.replace('.', '/')}.py").read_text()


def mutants() -> Iterator[Mutant]:
    for module in MODULES:
        tree = ast.parse(source(module))
        codes = codes_of(tree)
        places = Places()
        places.visit(ast.parse(source(module)))
        alike = Counter((function, change) for function, _, change in places.found)
        met: Counter[tuple[str, str]] = Counter()
        for number, (function, line, change) in enumerate(places.found):
            same = function, change
            met[same] += 1
            which = f"{met[same]} of {alike[same]}" if alike[same] > 1 else ""
            named = tuple(sorted(codes.get(function, SHARED.get(module, ()))))
            if named:
                yield Mutant(module, number, function, line, change, named, which)


def codes_of(tree: ast.Module) -> dict[str, set[str]]:
    """The rules and factors that each function of a module is behind, directly or through others."""
    uses = {
        node.name: {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }
    found: dict[str, set[str]] = defaultdict(set)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id in ("Rule", "Factor"):
            given = [*call.args, *(keyword.value for keyword in call.keywords)]
            code = str(next(each.value for each in given if isinstance(each, ast.Constant)))
            names = {
                each.id for item in given for each in ast.walk(item) if isinstance(each, ast.Name)
            }
            seen: set[str] = set()
            while names - seen:
                name = (names - seen).pop()
                seen.add(name)
                names |= uses.get(name, set())
            for name in seen & uses.keys():
                found[name].add(code)
    return found


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module as its mutant."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = f"brokerage.matching.{mutant.module}"

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> object:
        return importlib.util.spec_from_loader(name, self) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        tree = Places(self.mutant.number).visit(ast.parse(source(self.mutant.module)))
        code = compile(ast.fix_missing_locations(tree), self.name, "exec")
        exec(code, module.__dict__)


def is_noticed(mutant: Mutant) -> bool:
    """Whether a test fails, in a process of its own."""
    child = os.fork()
    if child == 0:
        os._exit(_tried(mutant))
    _, status = os.waitpid(child, 0)
    return status != 0


def _tried(mutant: Mutant | None) -> int:
    """0 when no test noticed."""
    import hypothesis
    import pytest

    signal.alarm(LONGEST if mutant else 0)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    if mutant:
        sys.meta_path.insert(0, Changed(mutant))
    hypothesis.settings.register_profile(
        "mutants",
        deadline=None,
        database=None,
        derandomize=True,
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
    )
    hypothesis.settings.load_profile("mutants")
    first = MODULES[mutant.module] if mutant else "test_approval_rules.py"
    files = list(dict.fromkeys((first, *THEN)))
    words = [
        "-x",
        "-q",
        "--noconftest",
        "-c",
        os.devnull,
        f"--rootdir={HOME}",
        "-p",
        "no:cacheprovider",
    ]
    plugins = ["django", "randomly", "xdist", "pytest_socket", "playwright", "base_url"]
    words += [word for name in plugins for word in ("-p", f"no:{name}")]
    return int(pytest.main([*words, *(str(TESTS / name) for name in files)]))


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--only", help="the code of one rule or factor, or part of a mutant's name")
    words.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = words.parse_args()
    sys.path.insert(0, str(HOME))
    child = os.fork()
    if child == 0:
        os._exit(_tried(None))
    if os.waitpid(child, 0)[1]:
        print("The tests fail without any change.")
        return 2
    chosen = [
        each for each in mutants()
        if not asked.only or asked.only in each.codes or asked.only in each.name
    ]  # fmt: skip
    noticed = []
    with ThreadPoolExecutor(asked.workers) as pool:
        for mutant, was_noticed in zip(chosen, pool.map(is_noticed, chosen), strict=True):
            noticed.append(was_noticed)
            if not was_noticed and mutant.name not in HARMLESS:
                print(f"{len(noticed)} of {len(chosen)}: not noticed, {mutant.name}", flush=True)
    return report(chosen, noticed)


def report(chosen: Sequence[Mutant], noticed: Sequence[bool]) -> int:
    """Print a table, and those that no test noticed; 1 if there are any that matter."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    survivors = []
    for mutant, was_noticed in zip(chosen, noticed, strict=True):
        column = 0 if was_noticed else 1 if mutant.name in HARMLESS else 2
        for code in mutant.codes:
            counts[code][column] += 1
        if column == 2:
            survivors.append(mutant)
    print(f"{'':12}{'noticed':>9}{'harmless':>10}{'survived':>10}")
    for code, numbers in sorted(counts.items()):
        print(f"{code:12}{numbers[0]:9}{numbers[1]:10}{numbers[2]:10}")
    for mutant in survivors:
        print(f"no test notices {', '.join(mutant.codes)}, line {mutant.line}: {mutant.name}")
    few = [code for code, numbers in counts.items() if numbers[0] < 2]
    if few:
        print(f"fewer than two mutants noticed: {', '.join(sorted(few))}")
    print(f"{len(chosen)} mutants, {sum(noticed)} noticed, {len(survivors)} survived")
    return 1 if survivors or few else 0


if __name__ == "__main__":
    sys.exit(main())
