"""What the machine knows of the zones and countries in documents."""

from zoneinfo import available_timezones

import pytest

from broker.billing.documents import is_zone, places, tariff_of
from broker.tariff.reading import TariffError
from tests.tariff_faults import HEAD


def test_every_zone_of_the_database_is_known() -> None:
    # The two that are no places' but a machine's own.
    wanted = available_timezones() - {"localtime", "Factory"}
    assert len(wanted) > 400
    assert {name for name in wanted if not is_zone(name)} == set()


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Rome",
        "Europe",
        "Europe/",
        "europe/rome",
        "Europe/Roma",
        "Factory",
        "localtime",
        "posix/Europe/Rome",
        "right/Europe/Rome",
        "../Europe/Rome",
        "Europe/../Europe/Rome",
        "/Europe/Rome",
        "Europe\\Rome",
        "Europe/Rome\0",
        "Europe/Rome\n",
        "A" * 5000,
    ],
)
def test_other_names_are_not(name: str) -> None:
    assert not is_zone(name)


def test_documents_are_read_with_them() -> None:
    here = places()
    assert here.is_zone("Europe/Rome") and here.is_country("IT") and not here.is_country("XX")
    tariff = tariff_of(f'{HEAD}zone = "Asia/Tokyo"\n[holidays]\ncountry = "IT"\n')
    assert (tariff.week.zone, tariff.week.country) == ("Asia/Tokyo", "IT")
    with pytest.raises(TariffError) as caught:
        tariff_of(f'{HEAD}zone = "Europe/Roma"')
    assert caught.value.field == "zone"
