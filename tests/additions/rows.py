#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""What a thing of its own costs that has a record, a job, events and an idempotent create: these
rows, in a copy of the library, and its own files. The copy is compiled with the thing's test.

    rows.py FOLDER COMPILER [FLAG...]

FOLDER takes the copy and the program.
"""
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

# file, the end of a list there, what comes before that end
ROWS = [
    ("domain/event/event.hpp", "answered, payment_created)",
     "answered, payment_created, voucher_created, voucher_expired)"),
    ("domain/event/event.hpp",
     "    {event_kind::payment_created,           &record_of<payment>},\n",
     "    {event_kind::payment_created,           &record_of<payment>},\n"
     "    {event_kind::voucher_created,           &record_of<voucher>},\n"
     "    {event_kind::voucher_expired,           &record_of<voucher>},\n"),
    ("domain/event/event.hpp", "#include <tender/domain/payment/refund.hpp>\n",
     "#include <tender/domain/payment/refund.hpp>\n#include <additions/voucher.hpp>\n"),
    ("domain/runtime/job.hpp", "    simulate_checkout)\n",
     "    simulate_checkout, expire_voucher)\n"),
    ("domain/runtime/job.hpp", '"a checkout ends as it was told to"},\n',
     '"a checkout ends as it was told to"},\n'
     '    {job_kind::expire_voucher, job_lane::engine, "a voucher\'s time is over"},\n'),
    ("store/records/event_fields.hpp", '    cause<refund>(",\\"refund\\":"),\n',
     '    cause<refund>(",\\"refund\\":"),\n    object<voucher>(",\\"voucher\\":"),\n'
     '    before<voucher>(",\\"voucher_before\\":"),\n'),
    ("store/records/impl/records.ipp", "            entity_of<saved_instrument>};",
     "            entity_of<saved_instrument>,\n            entity_of<voucher>};"),
    ("service/jobs/job_table.hpp", "    tender::housekeeping& housekeeping;\n",
     "    tender::housekeeping& housekeeping;\n    tender::vouchers& vouchers;\n"),
    ("service/jobs/job_table.hpp",
     "    {job_kind::simulate_checkout, &job_handlers::simulate_checkout},\n",
     "    {job_kind::simulate_checkout, &job_handlers::simulate_checkout},\n"
     "    {job_kind::expire_voucher, [](all s, who w, due j) { "
     "return s.vouchers.expire(w, j); }},\n"),
    ("service/jobs/job_table.hpp", "#include <tender/service/webhook/webhooks.hpp>\n",
     "#include <tender/service/webhook/webhooks.hpp>\n#include <additions/vouchers.hpp>\n"),
    ("service/engine.hpp", "    tender::links& links();\n",
     "    tender::links& links();\n    tender::vouchers& vouchers();\n"),
    ("service/engine.hpp", "#include <tender/service/webhook/webhooks.hpp>\n",
     "#include <tender/service/webhook/webhooks.hpp>\n#include <additions/vouchers.hpp>\n"),
    ("service/impl/engine.ipp",
     "TENDER_DECL tender::links& engine::links() { return parts_->links; }\n",
     "TENDER_DECL tender::links& engine::links() { return parts_->links; }\n"
     "TENDER_DECL tender::vouchers& engine::vouchers() { return parts_->vouchers; }\n"),
    ("service/engine_parts.hpp",
     "    tender::housekeeping housekeeping{runtime, idempotency, bookkeeping};\n",
     "    tender::housekeeping housekeeping{runtime, idempotency, bookkeeping};\n"
     "    tender::vouchers vouchers{runtime, idempotency, outbox};\n"),
    ("service/engine_parts.hpp", "checkout, housekeeping};", "checkout, housekeeping, vouchers};"),
]


def copy(to):
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(ROOT / "include", to / "include")
    for name, end, with_row in ROWS:
        path = to / "include" / "tender" / name
        text = path.read_text(encoding="utf-8")
        if text.count(end) != 1:
            sys.exit(f"{name}: {end.strip()!r} stands there {text.count(end)} times")
        path.write_text(text.replace(end, with_row), encoding="utf-8")


def main():
    folder, compiler, *flags = sys.argv[1:]
    folder = Path(folder)
    copy(folder)
    program = folder / "voucher"
    subprocess.run([compiler, *flags, f"-I{folder}/include", f"-I{ROOT}/tests",
                    HERE / "voucher.cpp", "-o", program,
                    *"-lsqlite3 -lboost_json -lpthread".split()],
                   check=True)
    subprocess.run([program, "--color_output=no"], check=True)


main()
