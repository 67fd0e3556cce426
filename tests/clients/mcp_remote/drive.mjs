/** mcp-remote, for assistants that only start programs: it carries their messages to Clara. In the mode
 * `oauth` it opens a browser, which is `consent.py`; in `modern` it speaks the era of 2026-07-28. */

import { browsing, headers, listAndLock, load, mode, report } from "../driving.mjs";

const { Client } = load("@modelcontextprotocol/sdk/client/index.js");
const { StdioClientTransport, getDefaultEnvironment } = load("@modelcontextprotocol/sdk/client/stdio.js");

const { CLARA_URL, HOME, NODE } = process.env;

const sent = mode === "oauth" ? {} : (headers[mode] ?? headers.headers);
const bridge = new StdioClientTransport({
  command: NODE,
  args: [
    "node_modules/mcp-remote/dist/proxy.js",
    CLARA_URL,
    ...["--transport", "http-only"],
    ...["--protocol", mode === "modern" ? "auto" : "legacy"],
    ...Object.entries(sent).flatMap(([name, value]) => ["--header", `${name}: ${value}`]),
  ],
  env: {
    ...getDefaultEnvironment(),
    ...browsing,
    MCP_REMOTE_CONFIG_DIR: `${HOME}/mcp-remote`,
  },
});

const client = new Client({ name: "mcp-remote-user", version: "1" });
await client.connect(bridge, { timeout: 60_000 });
const done = await listAndLock(client);
await client.close();
report("mcp-remote", done);
