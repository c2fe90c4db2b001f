// SPDX-License-Identifier: BSL-1.0
// Serves npm's stripe-stateful-mock on a free port of this machine; the first line says which.
//
//     node tests/benchmarks/peer/server.mjs
import { createServer } from "node:http";

process.env.LOG_LEVEL = "silent";
process.env.NODE_ENV = "production";
const { default: mock } = await import("stripe-stateful-mock");
const server = createServer(mock.createExpressApp());
server.listen(0, "127.0.0.1", () => {
    console.log(`http://127.0.0.1:${server.address().port}`);
});
process.on("SIGTERM", () => process.exit(0));
