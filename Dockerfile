# A studio and nothing else: docker build -t cairn-studio .
FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
COPY . .
RUN ["node", "esbuild.mjs"]

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="Cairn studio" org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production CAIRN_STUDIO_DATA=/data CAIRN_STUDIO_HOST=0.0.0.0 CAIRN_STUDIO_PORT=7420
COPY --from=build /src/LICENSE /app/
COPY --from=build /src/dist /app/dist
RUN ["install", "-d", "-o", "node", "-g", "node", "-m", "700", "/data"]
# Numbers, so that a cluster can see that it is not root.
USER 1000:1000
VOLUME ["/data"]
EXPOSE 7420
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.CAIRN_STUDIO_PORT}/readyz`).then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/studio.cjs"]
CMD ["serve"]
