"""Cases B6 and B7 of the reference list: the supervisory paths as shipped have the peaks and troughs that the Fed states."""
import csv
from pathlib import Path

import pytest

MACRO = Path(__file__).parents[2] / "scenarios" / "macro"
TOLERANCE = 0.05  # percentage points


def read(name):
    table = {}
    with (MACRO / name).open(encoding="utf-8") as stream:
        for row in csv.DictReader(line for line in stream if not line.startswith("#")):
            table.setdefault(row["scenario"], {}).setdefault(row["variable"], []).append(float(row["value"]))
    return table


def fall_to_trough(table, variable):
    """Per cent, from the last actual quarter to the lowest of the severely adverse path."""
    start = table["actual"][variable][-1]
    return 100 * (min(table["severely_adverse"][variable]) / start - 1)


def gdp_trough(table):
    """Per cent below the last actual level: quarterly growth is (1 + annualised)^(1/4)."""
    level, levels = 1.0, []
    for growth in table["severely_adverse"]["real_gdp_growth"]:
        level *= (1 + growth / 100) ** 0.25
        levels.append(level)
    return 100 * (min(levels) - 1)


def test_b6_severely_adverse_2025():
    table = read("frb_2025.csv")
    assert max(table["severely_adverse"]["unemployment_rate"]) == 10.0
    assert table["actual"]["house_price_index"][-1] == 322.1
    assert min(table["severely_adverse"]["house_price_index"]) == 214.4
    assert table["actual"]["commercial_real_estate_price_index"][-1] == 309.3
    assert min(table["severely_adverse"]["commercial_real_estate_price_index"]) == 216.5
    assert fall_to_trough(table, "house_price_index") == pytest.approx(-33.4, abs=TOLERANCE)
    assert fall_to_trough(table, "commercial_real_estate_price_index") == pytest.approx(-30.0, abs=TOLERANCE)
    assert gdp_trough(table) == pytest.approx(-7.8, abs=TOLERANCE)


def test_b7_severely_adverse_2026_proposed():
    table = read("frb_2026_proposed.csv")
    assert max(table["severely_adverse"]["unemployment_rate"]) == 10.0
    assert table["actual"]["house_price_index"][-1] == 314.9
    assert min(table["severely_adverse"]["house_price_index"]) == 225.0
    assert fall_to_trough(table, "house_price_index") == pytest.approx(-28.5, abs=TOLERANCE)
    assert fall_to_trough(table, "commercial_real_estate_price_index") == pytest.approx(-40.0, abs=TOLERANCE)
    assert gdp_trough(table) == pytest.approx(-4.8, abs=TOLERANCE)


@pytest.mark.parametrize("name", ["frb_2025.csv", "frb_2026_proposed.csv"])
def test_third_party_columns_are_absent(name):
    text = (MACRO / name).read_text(encoding="utf-8").lower()
    assert "dow_jones" not in text and "volatility" not in text
    for path in (MACRO / "frb").glob("*.csv"):
        header = path.read_text(encoding="utf-8").splitlines()[0]
        assert "Dow Jones" not in header and "Volatility" not in header
