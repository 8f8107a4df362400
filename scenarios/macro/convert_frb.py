#!/usr/bin/env python3
"""Federal Reserve supervisory scenario tables -> long CSV (scenario, quarter, variable, value, unit).

    python convert_frb.py                    # frb/*.csv -> frb_2025.csv, frb_2026_proposed.csv (and international)
    python convert_frb.py --copy-from DIR    # first renew frb/*.csv from downloaded tables

The two columns of the history that belong to third parties (Dow Jones index, VIX) are left out when copying. Values are
passed through as printed: nothing is rounded. An empty cell gives no row.
"""
import argparse
import csv
from pathlib import Path

HERE = Path(__file__).parent
THIRD_PARTY = {"Dow Jones Total Stock Market Index (Level)", "Market Volatility Index (Level)"}

GROWTH, PERCENT, INDEX = "percent_annualised", "percent", "index"
DOMESTIC = {
    "Real GDP growth": ("real_gdp_growth", GROWTH),
    "Nominal GDP growth": ("nominal_gdp_growth", GROWTH),
    "Real disposable income growth": ("real_disposable_income_growth", GROWTH),
    "Nominal disposable income growth": ("nominal_disposable_income_growth", GROWTH),
    "Unemployment rate": ("unemployment_rate", PERCENT),
    "CPI inflation rate": ("cpi_inflation_rate", GROWTH),
    "3-month Treasury rate": ("three_month_treasury_rate", PERCENT),
    "5-year Treasury yield": ("five_year_treasury_yield", PERCENT),
    "10-year Treasury yield": ("ten_year_treasury_yield", PERCENT),
    "BBB corporate yield": ("bbb_corporate_yield", PERCENT),
    "Mortgage rate": ("mortgage_rate", PERCENT),
    "Prime rate": ("prime_rate", PERCENT),
    "House Price Index (Level)": ("house_price_index", INDEX),
    "Commercial Real Estate Price Index (Level)": ("commercial_real_estate_price_index", INDEX),
}
REGIONS = {
    "Euro area": ("euro_area", "Euro area bilateral dollar exchange rate (USD/euro)", "usd_per_eur"),
    "Developing Asia": ("developing_asia", "Developing Asia bilateral dollar exchange rate (F/USD, index)", INDEX),
    "Japan": ("japan", "Japan bilateral dollar exchange rate (yen/USD)", "jpy_per_usd"),
    "U.K.": ("united_kingdom", "U.K. bilateral dollar exchange rate (USD/pound)", "usd_per_gbp"),
}
INTERNATIONAL = {}
for region, (name, exchange_rate, unit) in REGIONS.items():
    INTERNATIONAL[f"{region} real GDP growth"] = (f"{name}_real_gdp_growth", GROWTH)
    INTERNATIONAL[f"{region} inflation"] = (f"{name}_inflation", GROWTH)
    INTERNATIONAL[exchange_rate] = (f"{name}_exchange_rate", unit)

SCENARIOS = {
    "Actual": "actual",
    "Supervisory Baseline": "baseline",
    "Supervisory Severely Adverse": "severely_adverse",
}
VINTAGES = {
    "frb_2025": (
        "2025 supervisory scenarios, final (history to 2024Q4)",
        "2025-Table_1{}_Historic_{}.csv",
        "2025-Table_2{}_Supervisory_Baseline_{}.csv",
        "2025-Table_3{}_Supervisory_Severely_Adverse_{}.csv",
    ),
    "frb_2026_proposed": (
        "2026 supervisory scenarios, PROPOSED, released 2025-12-01 (history to 2025Q4 includes projected quarters)",
        "2026_Proposed_Historic_{1}.csv",
        "2026_Proposed_Supervisory_Baseline_{1}.csv",
        "2026_Proposed_Supervisory_Severely_Adverse_{1}.csv",
    ),
}


def tables(vintage, letter, region):
    return [template.format(letter, region) for template in VINTAGES[vintage][1:]]


def copy_without_third_party_columns(source, target):
    with source.open(newline="", encoding="utf-8-sig") as stream:
        rows = list(csv.reader(stream))
    keep = [i for i, name in enumerate(rows[0]) if name not in THIRD_PARTY]
    with target.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, lineterminator="\n").writerows([[row[i] for i in keep] for row in rows if row])


def long_rows(path, names):
    with path.open(newline="", encoding="utf-8") as stream:
        reader = csv.DictReader(stream)
        unknown = set(reader.fieldnames) ^ (set(names) | {"Scenario Name", "Date"})
        if unknown:
            raise SystemExit(f"{path.name}: columns {sorted(unknown)} are missing or unknown. Compare with the table in {__file__}.")
        for row in reader:
            for column, (variable, unit) in names.items():
                if row[column].strip():
                    quarter = row["Date"].replace(" ", "")
                    yield SCENARIOS[row["Scenario Name"]], quarter, variable, row[column].strip(), unit


def convert(vintage, letter, region, names, target):
    with target.open("w", newline="", encoding="utf-8") as stream:
        stream.write("# source: Board of Governors of the Federal Reserve System, supervisory stress test scenarios (US federal work)\n")
        stream.write(f"# vintage: {VINTAGES[vintage][0]}; {region.lower()} variables\n")
        stream.write("# made by convert_frb.py from frb/; third-party columns (Dow Jones, VIX) are not included\n")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["scenario", "quarter", "variable", "value", "unit"])
        for table in tables(vintage, letter, region):
            writer.writerows(long_rows(HERE / "frb" / table, names))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--copy-from", type=Path, help="folder with the downloaded tables")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for the long files")
    arguments = parser.parse_args()
    for vintage in VINTAGES:
        for letter, region, names, suffix in (("A", "Domestic", DOMESTIC, ""), ("B", "International", INTERNATIONAL, "_international")):
            if arguments.copy_from:
                for table in tables(vintage, letter, region):
                    copy_without_third_party_columns(arguments.copy_from / table, HERE / "frb" / table)
            convert(vintage, letter, region, names, arguments.out / f"{vintage}{suffix}.csv")


if __name__ == "__main__":
    main()
