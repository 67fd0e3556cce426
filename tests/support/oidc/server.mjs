// An OpenID provider for tests: oauth2-mock-server, made stricter where Google is, and told through
// its standard input what to do next. It listens on a free port of 127.0.0.1, prints where as a line
// of JSON, answers every line of JSON with one, and ends when its input does.
//
//   node server.mjs <folder with node_modules>

import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const installed = createRequire(join(resolve(process.argv[2]), 'package.json'));
const peer = await import(pathToFileURL(installed.resolve('oauth2-mock-server')).href);
const { Events, JWKStore, OAuth2Issuer, OAuth2Service } = peer;

const CLIENT = { id: 'clara.apps.example', secret: 's3cret&with=odd%41+characters: here' };
const PERSON = {
  sub: '110169484474386276334',
  email: 'ana.torres@gmail.com',
  email_verified: true,
  name: 'Ana Torres',
  given_name: 'Ana',
  family_name: 'Torres',
};

// The mock signs with its keys in turn; a provider signs with its newest and publishes some older.
class RotatingIssuer extends OAuth2Issuer {
  current = new JWKStore();
  retired = [];

  get keys() {
    return {
      get: () => this.current.get(),
      toJSON: () => [...this.current.toJSON(), ...this.retired],
    };
  }

  async rotate({ alg = 'RS256', keep = true } = {}) {
    this.retired = keep ? this.keys.toJSON() : [];
    this.current = new JWKStore();
    const { kid } = await this.current.generate(alg, { kid: randomUUID() });
    this.first ??= this.current;
    return kid;
  }

  forget() {
    this.current = this.first;
    this.retired = [];
  }
}

const issuer = new RotatingIssuer();
const service = new OAuth2Service(issuer);
let state;
let requests = {};
const redirects = new Map();
const waiting = new Set();

function reset() {
  state = { claims: {}, without: [], header: {}, token: null, metadata: {}, faults: {}, headers: {} };
  for (const response of waiting) response.destroy();
  waiting.clear();
  requests = {};
  issuer.forget();
}

function change(header, payload) {
  Object.assign(header, state.header);
  Object.assign(payload, state.claims);
  for (const name of state.without) delete payload[name];
}

service.on(Events.BeforeTokenSigning, ({ header, payload }) => {
  // Only the id token has an audience: the access token is signed with the same event.
  if (payload.aud === undefined) return;
  Object.assign(payload, PERSON);
  change(header, payload);
});

service.on(Events.BeforeWellKnownOpenIdConfiguration, ({ body }) => {
  body.token_endpoint_auth_methods_supported = ['client_secret_post', 'client_secret_basic'];
  Object.assign(body, state.metadata);
});

service.on(Events.BeforeAuthorizeRedirect, ({ url }, request) => {
  redirects.set(url.searchParams.get('code'), request.query.redirect_uri);
});

function credentials(request) {
  const [scheme, given] = (request.headers.authorization ?? '').split(' ');
  if (scheme !== 'Basic') return [request.body.client_id, request.body.client_secret];
  const pair = Buffer.from(given, 'base64').toString().split(':');
  return pair.map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
}

service.on(Events.BeforeResponse, (response, request) => {
  const [id, secret] = credentials(request);
  const { code, code_verifier, redirect_uri } = request.body;
  const refuse = (statusCode, error) => Object.assign(response, { statusCode, body: { error } });
  if (id !== CLIENT.id || secret !== CLIENT.secret) return refuse(401, 'invalid_client');
  // The mock takes any code, from anywhere, and without a verifier.
  if (!code_verifier || redirects.get(code) !== redirect_uri) return refuse(400, 'invalid_grant');
  redirects.delete(code);
  if (state.token) Object.assign(response, state.token);
});

const FAULTS = {
  hang: (response) => waiting.add(response),
  drop: (response) => response.destroy(),
  status: (response, { status }) => response.writeHead(status).end('{}'),
  body: (response, { body }) => response.end(body),
  gzip: (response, { body }) => response.setHeader('content-encoding', 'gzip').end(gzipSync(body)),
  redirect: (response, { to }) => response.writeHead(302, { location: to }).end(),
  trickle: (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  },
};

const server = createServer((request, response) => {
  const path = new URL(request.url, 'http://127.0.0.1').pathname;
  requests[path] = (requests[path] ?? 0) + 1;
  for (const [name, value] of Object.entries(state.headers[path] ?? {})) {
    response.setHeader(name, value);
  }
  const fault = state.faults[path] ?? state.faults['*'];
  if (fault) FAULTS[fault.kind](response, fault);
  else service.requestHandler(request, response);
});

const COMMANDS = {
  reset: () => (reset(), {}),
  // Anything of `state`, until the next reset.
  set: (changes) => (Object.assign(state, changes), {}),
  rotate: async (how) => ({ kid: await issuer.rotate(how) }),
  keys: () => ({ keys: issuer.keys.toJSON() }),
  requests: () => ({ requests }),
  // An id token as after a sign-in, without one.
  mint: async ({ claims = {}, without = [], header = {} }) => ({
    token: await issuer.buildToken({
      scopesOrTransform: (head, payload) => {
        Object.assign(payload, PERSON, { aud: CLIENT.id }, claims);
        for (const name of without) delete payload[name];
        Object.assign(head, header);
      },
    }),
  }),
};

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

await issuer.rotate({ keep: false });
reset();
await new Promise((done) => server.listen(0, '127.0.0.1', done));
issuer.url = `http://127.0.0.1:${server.address().port}`;
say({ issuer: issuer.url, client_id: CLIENT.id, client_secret: CLIENT.secret });

const lines = createInterface({ input: process.stdin });
for await (const line of lines) {
  const { command, ...options } = JSON.parse(line);
  try {
    say(await COMMANDS[command](options));
  } catch (error) {
    say({ error: String(error) });
  }
}
process.exit(0);
