# One image, four commands: web (default), worker, ingress, migrate. Build: docker build -t sluice .

FROM node:24.21-bookworm-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json .npmrc ./
# With optional packages: the compilers of Next and of its styles are such, one for each platform.
RUN npm ci
COPY . .
RUN npm run build

FROM node:24.21-bookworm-slim AS production-dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts/repair-postgres-driver.mjs scripts/
# Without them: the Node and the Postgres from npm are for machines that have neither. The driver is mended here because
# whoever runs the image may not write to its files.
RUN npm ci --omit=dev --omit=optional && node scripts/repair-postgres-driver.mjs

FROM node:24.21-bookworm-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOSTNAME=0.0.0.0 PORT=3000
WORKDIR /app
# worker, ingress and migrate run from the sources; web from the standalone build beside them.
COPY --from=production-dependencies /app/node_modules ./node_modules
COPY --from=build /app/package.json /app/tsconfig.json ./
COPY --from=build /app/lib ./lib
COPY --from=build /app/drizzle ./drizzle
COPY --from=build /app/scripts ./scripts
COPY --from=build /app/.next/standalone ./.next/standalone
# A volume mounted here takes over its owner.
RUN mkdir audit-head && chown node:node audit-head
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health/live`).then((response) => process.exit(response.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", ".next/standalone/server.js"]
