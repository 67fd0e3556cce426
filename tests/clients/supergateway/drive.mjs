/** supergateway, for assistants that only start programs: it carries their messages to Clara. */

import { headers, listAndLock, load, mode, report } from "../driving.mjs";

const { Client } = load("@modelcontextprotocol/sdk/client/index.js");
const { StdioClientTransport } = load("@modelcontextprotocol/sdk/client/stdio.js");

const given = Object.entries(headers[mode]).flatMap(([name, value]) => ["--header", `${name}: ${value}`]);
const bearer = ["--oauth2Bearer", process.env.CLARA_TOKEN];

const bridge = new StdioClientTransport({
  command: process.env.NODE,
  args: [
    "node_modules/supergateway/dist/index.js",
    ...["--streamableHttp", process.env.CLARA_URL],
    ...["--logLevel", "none"],
    ...(mode === "bearer" ? bearer : given),
  ],
});

const client = new Client({ name: "supergateway-user", version: "1" });
await client.connect(bridge);
const done = await listAndLock(client);
await client.close();
report("supergateway", done);
