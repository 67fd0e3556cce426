/** supergateway, for assistants that only start programs: it carries their messages to Clara. */

import { headerFlags, headers, listAndLock, load, mode, report } from "../driving.mjs";

const { Client } = load("@modelcontextprotocol/sdk/client/index.js");
const { StdioClientTransport } = load("@modelcontextprotocol/sdk/client/stdio.js");

const { CLARA_TOKEN, CLARA_URL, NODE } = process.env;

const bridge = new StdioClientTransport({
  command: NODE,
  args: [
    "node_modules/supergateway/dist/index.js",
    ...["--streamableHttp", CLARA_URL],
    ...["--logLevel", "none"],
    ...(mode === "bearer" ? ["--oauth2Bearer", CLARA_TOKEN] : headerFlags(headers[mode])),
  ],
});

const client = new Client({ name: "supergateway-user", version: "1" });
await client.connect(bridge);
const done = await listAndLock(client);
await client.close();
report("supergateway", done);
