# syntax=docker/dockerfile:1

# Everything that is built, with the tools to compile better-sqlite3 where its prebuilt file cannot be downloaded.
FROM node:22-bookworm AS build
WORKDIR /footfall
COPY package.json package-lock.json .npmrc ./
COPY packages/protocol/package.json packages/protocol/
COPY packages/sdk/package.json packages/sdk/
COPY packages/collector/package.json packages/collector/
COPY packages/dashboard/package.json packages/dashboard/
COPY examples/demo-site/package.json examples/demo-site/
COPY examples/embed/package.json examples/embed/
COPY examples/frameworks/package.json examples/frameworks/
COPY e2e/package.json e2e/
COPY bench/package.json bench/
RUN npm ci --ignore-scripts && npm rebuild better-sqlite3
COPY tsconfig.base.json tsconfig.json ./
COPY scripts scripts
COPY packages packages
RUN npx tsc -b && npm run build -w packages/sdk && npx vite build --logLevel warn packages/dashboard
RUN npm prune --omit=dev --ignore-scripts && rm -rf packages/*/src node_modules/.cache

# What runs: Node, the packages and nothing to compile with.
FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data FOOTFALL_DEMO=false
WORKDIR /footfall
COPY --from=build /footfall/package.json ./
COPY --from=build /footfall/node_modules node_modules
COPY --from=build /footfall/packages packages
# A volume that is made for this directory belongs to its owner.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
	CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Signals reach node itself: it finishes what is begun and ends within ten seconds.
ENTRYPOINT ["node", "packages/collector/dist/main.js"]
