#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The checks of the source find what they are for: each offence is planted in a copy, alone."""
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# tool, file, what is put at its end, what is said of it
OFFENCES = [
    ("floors", "include/tender/service/ledger/ledger.hpp",
     "#include <tender/service/payment/payments.hpp>\n", "may include only itself"),
    ("floors", "include/tender/service/ledger/impl/ledger.ipp",
     "#include <tender/service/engine.hpp>\n", "may include only itself"),
    ("floors", "include/tender/domain/merchant/account.hpp",
     "#include <tender/domain/payment/payment.hpp>\n", "may include only itself"),
    ("floors", "include/tender/core/json/fields.hpp",
     "#include <tender/core/record.hpp>\n", "may include only itself"),
    ("floors", "include/tender/store/records/turns.hpp",
     "#include <tender/store/sql/sql.hpp>\n", "may include only itself"),
    ("floors", "include/tender/domain/merchant/account.hpp",
     "#include <tender/port/clock.hpp>\n", "may include only"),
    ("floors", "include/tender/api/shop/shop.ipp",
     "#include <tender/api/poof/poof.ipp>\n", "may not see face poof"),
    ("floors", "include/tender/service/stray/stray.hpp", "#pragma once\n", "no such room"),
    ("tidy", "include/tender/service/ledger/impl/ledger.ipp", "// more\n" * 300,
     "lines; 300 are allowed"),
    ("tidy", "include/tender/api/shop/shop.ipp",
     "inline bool a = tender::fault().text() == \"x\";\n", "a branch on a text"),
    ("tidy", "include/tender/service/routing/impl/routing.ipp",
     "inline auto a = tender::route_parts::mixed(1);\n", "route_parts"),
    ("tidy", "include/tender/service/ledger/ledger.hpp",
     "inline auto a() { return std::chrono::system_clock::now(); }\n", "time comes from the port"),
    ("tidy", "include/tender/service/ledger/ledger.hpp",
     "struct planted : purpose {\n    bool has(payment const&) const override;\n};\n",
     "is TENDER_DECL"),
    ("tidy", "include/tender/service/ledger/ledger.hpp",
     "struct planted {\n    virtual ~planted() noexcept;\n};\n", "is TENDER_DECL"),
    ("tidy", "include/tender/service/ledger/impl/extra.ipp",
     "// SPDX-License-Identifier: BSL-1.0\n#pragma once\n", "compiled mode"),
]


def copy(to):
    for name in ("include", "CMakeLists.txt", "meson.build"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, to / name)


def says(tool, root):
    done = subprocess.run([sys.executable, ROOT / "tools" / f"{tool}.py", root],
                          capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def main():
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        copy(root)
        for tool in ("floors", "tidy"):
            code, text = says(tool, root)
            if code != 0:
                wrong.append(f"{tool} finds something before anything is planted:\n{text}")
        for tool, name, what, expected in OFFENCES:
            path = root / name
            before = path.read_text(encoding="utf-8") if path.exists() else None
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text((before or "") + what, encoding="utf-8")
            code, text = says(tool, root)
            short = name.removeprefix("include/tender/")
            found = any(short in line and expected in line for line in text.splitlines())
            if code == 0 or not found:
                wrong.append(f"{tool} does not say \"{expected}\" of {name}:\n{text}")
            if before is None:
                path.unlink()
            else:
                path.write_text(before, encoding="utf-8")
    print("\n".join(wrong) or f"{len(OFFENCES)} offences, each found")
    return 1 if wrong else 0


sys.exit(main())
