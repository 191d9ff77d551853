# python3 replay.py APPLICATIONS.csv SEED
import csv, hashlib, sys

def place(row):
    text = sys.argv[2].strip() + "\0" + row["application"].strip()
    return int(row.get("group") or 0), hashlib.sha256(text.encode()).digest()

with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
    for row in sorted(csv.DictReader(file), key=place):
        print(row["application"].strip())
