/** mcp-remote, for assistants that only start programs: it carries their messages to Clara. In the
 * mode `oauth` it opens a browser, which is `consent.py`; in `modern` it speaks the era of
 * 2026-07-28. */

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { browsing, headerFlags, headers, listAndLock, load, mode, report } from "../driving.mjs";

const SDK = "@modelcontextprotocol/sdk/client";
const { Client } = load(`${SDK}/index.js`);
const { StdioClientTransport, getDefaultEnvironment } = load(`${SDK}/stdio.js`);

const { CLARA_URL, HOME, NODE } = process.env;

const sent = mode === "oauth" ? {} : (headers[mode] ?? headers.headers);
const bridge = new StdioClientTransport({
  command: NODE,
  args: [
    "node_modules/mcp-remote/dist/proxy.js",
    CLARA_URL,
    ...["--transport", "http-only"],
    ...["--protocol", mode === "modern" ? "auto" : "legacy"],
    ...headerFlags(sent),
  ],
  env: {
    ...getDefaultEnvironment(),
    ...browsing,
    MCP_REMOTE_CONFIG_DIR: `${HOME}/mcp-remote`,
  },
  stderr: "pipe",
});
let told = "";
bridge.stderr.on("data", (piece) => (told += piece)).pipe(process.stderr);

const client = new Client({ name: "mcp-remote-user", version: "1" });
await client.connect(bridge, { timeout: 60_000 });
// It shakes hands twice: seven requests so far, and a token has ten in a second.
await pause(1_000);
const done = await listAndLock(client);
await client.close();
assert.equal(told.includes("Remote server speaks MCP 2026-07-28"), mode === "modern");
report("mcp-remote", done);
