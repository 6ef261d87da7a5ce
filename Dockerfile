# One image for the three processes. compose.yaml runs it three times, each time as another user.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without development packages, without packages' scripts, and without the Node that package.json brings for old
# machines: this image has its own.
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production

# A user for each process, and a group for each pair that talks: the socket's folder belongs to the pair.
RUN groupadd --gid 10012 ops-broker-socket \
 && groupadd --gid 10013 ops-agent-socket \
 && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin --groups ops-broker-socket,ops-agent-socket ops-server \
 && useradd --uid 10002 --no-create-home --shell /usr/sbin/nologin --groups ops-broker-socket ops-broker \
 && useradd --uid 10003 --no-create-home --shell /usr/sbin/nologin --groups ops-agent-socket ops-agent

# A new volume takes owner and mode from the folder that it covers. The server alone makes the sockets, so that neither
# of the others can put one of its own in their place; the leading 2 hands the pair's group on to them.
RUN install -d -o ops-server -g ops-server -m 0700 /app/data \
 && install -d -o ops-broker -g ops-broker -m 0700 /app/journal \
 && install -d -o ops-server -g ops-broker-socket -m 2750 /app/run/broker \
 && install -d -o ops-server -g ops-agent-socket -m 2750 /app/run/agent \
 && install -d -o ops-server -g ops-server -m 0700 /app/run/operator \
 && printf '#!/bin/sh\nexec node /app/src/cli/main.ts "$@"\n' > /usr/local/bin/ops-room \
 && chmod 0755 /usr/local/bin/ops-room

COPY --from=packages /app/node_modules ./node_modules
# Folder by folder: the sandbox, the tests and whatever lies beside them stay outside.
COPY package.json manifest.json ./
COPY migrations ./migrations
COPY ledger ./ledger
COPY connectors ./connectors
COPY src ./src

# Nothing runs as root, also where somebody starts the image without compose.
USER ops-server
EXPOSE 3000
CMD ["node", "src/server/main.ts"]
