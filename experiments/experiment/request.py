"""Requests: a field is an option of the command line, its default, its help, and its place in a manifest."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import MISSING, Field, asdict, dataclass, fields, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Self, get_args, get_origin, get_type_hints

import typer
from typer.models import ArgumentInfo, OptionInfo

from experiments.errors import RequestError
from experiments.experiment.options import (
    CopyTable,
    Customers,
    FromCrm,
    Input,
    MappingFile,
    MarketArgument,
    Option,
    Pseudonyms,
    Seed,
    Weeks,
    Worlds,
    named,
)

if TYPE_CHECKING:
    from experiments.running.study import Study
    from sim.scenarios.scenario import Scenario


class Described(NamedTuple):
    """A field of a request with its type and its command-line option."""

    field: Field[Any]
    kind: Any
    info: ArgumentInfo | OptionInfo
    input: Input | None

    @property
    def option(self) -> str:
        """The option as written on the command line."""
        return self._names[0]

    @property
    def negation(self) -> str:
        """The negation of a flag as written on the command line."""
        return self._names[2] or f"--no-{self.option.removeprefix('--')}"

    @property
    def _names(self) -> tuple[str, str, str]:
        # In an annotation Typer takes the first word for the default.
        words = (self.info.default, *(self.info.param_decls or ()))
        named = [each for each in words if isinstance(each, str) and each.startswith("--")]
        return (named[0] if named else f"--{self.field.name.replace('_', '-')}").partition("/")

    @property
    def is_argument(self) -> bool:
        """Whether it is given by its position."""
        return isinstance(self.info, ArgumentInfo)

    @property
    def names_files(self) -> bool:
        """Whether its values are files, or names of what is shipped."""
        return self.input not in (None, Input.FOLDER)


@dataclass(frozen=True, kw_only=True)
class Request:
    """The request of an experiment, apart from where and how fast it runs.

    Write a dataclass whose fields are annotated with an option or an argument::

        @dataclass(frozen=True, kw_only=True)
        class ShareRequest(MarketRequest):
            seeds: Annotated[int, between(1, 100, help="Runs.")] = 10

    Raises
    ------
    RequestError
        When a value is not valid; the option is named as on the command line.
    """

    def __post_init__(self) -> None:
        problems = []
        for described in described_fields(type(self)):
            try:
                object.__setattr__(self, described.field.name, _parsed(described, getattr(self, described.field.name)))
            except (typer.BadParameter, TypeError, ValueError) as error:
                problems.append(f"{described.option}: {getattr(error, 'message', error)}")
        if problems:
            raise RequestError(*problems)

    def command_line(self, *command: str) -> str:
        """Return the command that makes this request, without folder and workers, which do not affect results."""
        arguments: list[str] = []
        options: list[str] = []
        for described in described_fields(type(self)):
            value = getattr(self, described.field.name)
            if described.is_argument:
                arguments += _words(_nearby(value) if described.input is Input.FOLDER else value)
            elif value != described.field.default:
                options += _option(described, value)
        return shlex.join(["cxsim", *command, *arguments, *options])

    def document(self) -> dict[str, Any]:
        """Return the request as a plain document, for a manifest."""
        return {name: str(value) if isinstance(value, Path) else value for name, value in asdict(self).items()}

    @classmethod
    def in_manifest(cls, document: Mapping[str, Any], folder: Path, copies: Iterable[str]) -> Self:
        """Return the request of a manifest, reading the copies of input files that are kept in its folder.

        Parameters
        ----------
        copies : paths of the copies; a value that is one of them refers to the file below `folder`. Folders that are
            read are named by their path from it.

        Raises
        ------
        RequestError
            When the manifest does not describe the run, or names a file that is no copy.
        """
        kept = set(copies)

        def found(value: Any) -> Any:
            if isinstance(value, list | tuple):
                return tuple(map(found, value))
            return str(folder / value) if isinstance(value, str) and value in kept else value

        names = {each.name for each in fields(cls)}
        try:
            values = {name: found(value) for name, value in document.items()}
            for each in described_fields(cls):
                read = values.get(each.field.name)
                if each.names_files:
                    _check_copies(each, document.get(each.field.name), kept)
                elif each.input is Input.FOLDER and isinstance(read, str):
                    if PurePosixPath(read).is_absolute():
                        raise RequestError(f"{each.field.name} must be named by its path from the folder")
                    values[each.field.name] = str(folder / read)
            if strange := values.keys() - names:
                raise RequestError(f"it names {', '.join(sorted(map(str, strange)))}")
            return cls(**{each.field.name: _checked(each, values) for each in described_fields(cls)})
        except (AttributeError, TypeError, RequestError) as error:
            raise RequestError(f"the manifest of {folder} does not describe the run: {error}") from error


@dataclass(frozen=True, kw_only=True)
class TableRequest(Request):
    """The request of an experiment whose customers may come from a table."""

    from_crm: FromCrm = None
    mapping: MappingFile = None
    pseudonyms: Pseudonyms = None
    copy: CopyTable = True

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.pseudonyms and not self.copy:
            raise RequestError("--pseudonyms: hashes the ids of the copy, and with --no-copy there is none")

    def table_kept(self, study: Study) -> dict[str, Any]:
        """Return the fields with which a repetition reads the customer table that is kept with the results."""
        from experiments.results.customer_table import CUSTOMERS
        from experiments.results.manifest import MAPPING

        return {
            "from_crm": CUSTOMERS if study.crm and study.keeps_table else None,
            "mapping": MAPPING if study.crm else None,
            "pseudonyms": None,
        }


@dataclass(frozen=True, kw_only=True)
class StudyRequest(TableRequest):
    """The request of an experiment on one market whose horizon is set elsewhere.

    Values that are None come from the market file, the brand from the scenarios.
    """

    market: MarketArgument
    brand: Annotated[
        str | None, Option(show_default="the scenarios' own", help="The brand whose figures are compared.")
    ] = None
    customers: Customers = None
    seed: Seed = 1

    def study(self, scenarios: Iterable[str | Path | Scenario] = (), weeks: int | None = None) -> Study:
        """Return the study, with all files loaded and checked: the baseline first, then the scenarios.

        Raises
        ------
        InputError
            With all that is wrong in the files.
        RequestError
            When two scenarios have the same name, or the brand is unknown or ambiguous.
        """
        from experiments.running.study import Study

        return Study.of(
            self.market,
            tuple(scenarios),
            brand=self.brand,
            customers=self.customers,
            weeks=weeks,
            crm=self.from_crm,
            mapping=self.mapping,
            pseudonyms=self.pseudonyms,
            keeps_table=self.copy,
        )

    def repeated(self, study: Study, **others: Any) -> Self:
        """Return the request that reads the copies of a study's inputs, with nothing left to defaults.

        Parameters
        ----------
        others : other fields that differ from this request.
        """
        from experiments.results.manifest import MARKET, scenario_copy

        copies = {scenario.name: scenario_copy(scenario) for scenario in study.scenarios}

        def copied(given: Any) -> Any:
            if isinstance(given, tuple):
                return tuple(map(copied, given))
            return None if given is None else copies.get(given) or copies[Path(given).stem]

        scenarios = {
            each.field.name: copied(getattr(self, each.field.name))
            for each in described_fields(type(self))
            if each.input is Input.SCENARIO and each.field.name not in others
        }
        return replace(
            self,
            market=MARKET,
            brand=study.brand,
            customers=study.customers,
            **self.table_kept(study),
            **scenarios,
            **others,
        )


@dataclass(frozen=True, kw_only=True)
class MarketRequest(StudyRequest):
    """The request of an experiment on one market."""

    weeks: Weeks = None

    def study(self, scenarios: Iterable[str | Path | Scenario] = (), weeks: int | None = None) -> Study:
        """Return the study, see :meth:`StudyRequest.study`."""
        return super().study(scenarios, weeks or self.weeks)

    def repeated(self, study: Study, **others: Any) -> Self:
        """Return the request that reads the copies of a study's inputs, see :meth:`StudyRequest.repeated`."""
        return super().repeated(study, **({"weeks": study.weeks} | others))


@dataclass(frozen=True, kw_only=True)
class FuturesRequest(MarketRequest):
    """The request of an experiment on one market whose futures may lie in worlds that agree with what is known."""

    worlds: Worlds = None


def described_fields(request: type[Any]) -> tuple[Described, ...]:
    """Return the fields of a request: arguments first, then its own options, then those that it inherits.

    Raises
    ------
    RequestError
        When a field has no option or argument in its annotation.
    """
    hints = get_type_hints(request, include_extras=True)
    inherited = [name for base in reversed(request.__mro__[1:]) for name in getattr(base, "__annotations__", ())]
    found = []
    for each in fields(request):
        hint = hints[each.name]
        info = next((one for one in get_args(hint)[1:] if isinstance(one, ArgumentInfo | OptionInfo)), None)
        if get_origin(hint) is not Annotated or info is None:
            raise RequestError(
                f"{request.__name__}.{each.name} must be Annotated with an Option or Argument (got {hint!r})"
            )
        stands_for = next((one for one in get_args(hint)[1:] if isinstance(one, Input)), None)
        found.append(Described(each, get_args(hint)[0], info, stands_for))
    return tuple(sorted(found, key=lambda one: (not one.is_argument, not _is_market(one), one.field.name in inherited)))


def is_complete(request: type[Any]) -> bool:
    """Return whether a class of requests is a dataclass itself, so that the options that it adds are fields."""
    known = {each.name for each in fields(request)}
    return all(name in known for name in vars(request).get("__annotations__", {}))


def wrong_defaults(request: type[Any]) -> Iterator[str]:
    """Yield what is wrong with defaults that the command line would refuse."""
    for described in described_fields(request):
        if described.field.default is not MISSING:
            try:
                _checked(described, {described.field.name: _parsed(described, described.field.default)})
            except (typer.BadParameter, TypeError, ValueError) as error:
                yield f"{described.option}: {getattr(error, 'message', error)}"


def _is_market(described: Described) -> bool:
    """Return whether a field is the market, which stands before all other arguments."""
    return described.is_argument and described.field.name == "market"


def _parsed(described: Described, value: Any) -> Any:
    """Return a value as the command line would have it: parsed, within its range, lists as tuples."""
    if isinstance(value, list):
        value = tuple(value)
    for text in value if isinstance(value, tuple) else (value,):
        if isinstance(text, str):
            named(text)
    if value is None or described.info.parser is None:
        return value
    parse = described.info.parser
    return tuple(map(parse, value)) if isinstance(value, tuple) else parse(value)


def _checked(described: Described, values: Mapping[str, Any]) -> Any:
    """Return the value of a field from a document, where it has to be of the right type.

    Raises
    ------
    RequestError
        When it is missing or of another type.
    """
    from pydantic import TypeAdapter, ValidationError

    from sim.market.messages import quoted

    name = described.field.name
    if name not in values:
        if is_required(described):
            raise RequestError(f"{name} is missing")
        return described.field.default
    try:
        return TypeAdapter(described.kind).validate_python(values[name])
    except ValidationError as error:
        raise RequestError(f"{name} cannot be {quoted(values[name])}") from error


def _check_copies(described: Described, given: Any, copies: Set[str]) -> None:
    """Check that what a manifest names as a file is one of the copies beside it: it must not lead anywhere else."""
    from sim.market.messages import quoted
    from sim.scenarios.scenario import BASELINE

    known = copies | {BASELINE} if described.input is Input.SCENARIO else copies
    for name in given if isinstance(given, list | tuple) else (given,):
        if isinstance(name, str) and name not in known:
            raise RequestError(f"{described.field.name} names {quoted(name)}, of which the folder keeps no copy")


def _nearby(folder: str) -> str:
    """Return the path of a folder from here, as far as it lies below here."""
    whole = Path(folder).resolve()
    return str(whole.relative_to(Path.cwd())) if whole.is_relative_to(Path.cwd()) else folder


def _words(value: Any) -> list[str]:
    """Return the words of an argument."""
    return [] if value is None else [str(each) for each in value] if isinstance(value, tuple) else [str(value)]


def _option(described: Described, value: Any) -> list[str]:
    """Return the words of an option that has another value than its default."""
    if isinstance(value, bool):
        return [described.option if value else described.negation]
    values = value if isinstance(value, tuple) else (value,)
    return [f"{described.option}={_as_text(each)}" for each in values if each is not None]


def _as_text(value: Any) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def is_required(described: Described) -> bool:
    """Return whether a field must be given."""
    return described.field.default is MISSING and described.field.default_factory is MISSING
