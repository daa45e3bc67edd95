"""Holds an export against its manifest and the printed schema, by DuckDB.

check.py FOLDER SCHEMA.json: recomputes every figure of `_catalog.json` from the files and compares the types of all columns.
Prints one line of JSON: how much was compared, and what is wrong.
"""

import json
import os
import sys

import duckdb

TYPES = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "flag": "BOOLEAN",
    "moment": "TIMESTAMP WITH TIME ZONE",
    "local time": "TIMESTAMP",
}


def figures(column, in_path):
    """The expressions of a column's figures, by their names in the manifest."""
    name = '"%s"' % column["name"]
    if in_path:
        # Hive has no empty value.
        name = "coalesce(%s, '')" % name
    yield "nothing", "count(*) - count(%s)" % name
    kind = column["kind"]
    if kind == "text":
        yield "bytes", "cast(coalesce(sum(strlen(%s)), 0) AS VARCHAR)" % name
        if column["least"] is not None:
            yield "least", "min(%s)" % name
            yield "most", "max(%s)" % name
    elif kind == "integer":
        yield "sum", "cast(coalesce(sum(%s), 0) AS VARCHAR)" % name
        yield "least", "min(%s)" % name
        yield "most", "max(%s)" % name
    elif kind == "flag":
        yield "yes", "cast(count(*) FILTER (%s) AS VARCHAR)" % name
    else:
        yield "least", "epoch_us(min(%s))" % name
        yield "most", "epoch_us(max(%s))" % name


def reading(files, by):
    """The files of a part, with the columns that their paths say."""
    listed = ", ".join("'%s'" % path.replace("'", "''") for path in files)
    kinds = {"snapshot": "BIGINT", "folder": "VARCHAR"}
    types = ", ".join("'%s': %s" % (name, kinds[name]) for name in by)
    hive = "hive_partitioning = true, hive_types = {%s}" % types if by else "hive_partitioning = false"
    return "read_parquet([%s], %s)" % (listed, hive)


def main(folder, schema):
    manifest = json.load(open(os.path.join(folder, "_catalog.json"), encoding="utf-8"))
    tables = {one["table"]: one for one in json.load(open(schema, encoding="utf-8"))}
    wrong, compared, rows, named = [], 0, 0, set()
    for part in manifest["parts"]:
        what = "%s, snapshot %s" % (part["table"], part["snapshot"])
        files = [os.path.join(folder, one["path"]) for one in part["files"]]
        named.update(files)
        rows += part["rows"]
        for one, path in zip(part["files"], files):
            if os.path.getsize(path) != one["size_bytes"]:
                wrong.append("%s: size of %s" % (what, path))
        if sum(one["rows"] for one in part["files"]) != part["rows"]:
            wrong.append("%s: rows of its files" % what)
        if not files:
            if part["rows"]:
                wrong.append("%s: %d rows and no file" % (what, part["rows"]))
            continue
        read = duckdb.sql("SELECT * FROM " + reading(files, part["partitioned_by"]))
        types = dict(zip(read.columns, map(str, read.types)))
        described = tables[part["table"]]["columns"]
        in_path = {one["name"] for one in described if one["in_path"]}
        expected = {one["name"]: TYPES[one["type"]] for one in described}
        if types != expected:
            wrong.append("%s: columns %s, not %s" % (what, types, expected))
        asked = [(column, name, sql) for column in part["columns"] for name, sql in figures(column, column["name"] in in_path)]
        query = "SELECT count(*), %s FROM read" % ", ".join(sql for _, _, sql in asked)
        count, *found = duckdb.sql(query).fetchall()[0]
        if count != part["rows"]:
            wrong.append("%s: %d rows, not %d" % (what, count, part["rows"]))
        for (column, name, _), value in zip(asked, found):
            compared += 1
            if value != column[name]:
                wrong.append("%s: %s of %s is %r, not %r" % (what, name, column["name"], value, column[name]))
    for at, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(at, name)
            if path not in named and name != "_catalog.json":
                wrong.append("%s is in no manifest" % path)
    print(json.dumps({"parts": len(manifest["parts"]), "rows": rows, "compared": compared, "wrong": wrong}))


main(*sys.argv[1:])
