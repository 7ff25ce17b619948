# One static binary in an otherwise empty image. docker build -t plenary . ; compose.yaml runs it.

FROM node:20-bookworm-slim AS page
WORKDIR /src/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci
COPY web/ ./
RUN npm run build

FROM golang:1.26-bookworm AS binary
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=page /src/web/dist web/dist
# No Git in here, so the build cannot ask it for the revision.
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags="-s -w" -o /out/ ./cmd/...
RUN mkdir -p /empty/data /empty/tmp && chmod 0700 /empty/data

FROM scratch
# Certificate authorities, for mail servers that speak TLS. Time zones are in the binary.
COPY --from=binary /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=binary --chown=65532:65532 /empty/ /
COPY --from=binary /out/ /usr/local/bin/
USER 65532:65532
ENV PATH=/usr/local/bin PLENARY_DATA=/data PLENARY_LISTEN=:8080 PLENARY_METRICS_LISTEN=:9090
VOLUME /data
# Pages and API; media over UDP and, where UDP is blocked, TCP; metrics, for the inside only.
EXPOSE 8080/tcp 7000/udp 7000/tcp 9090/tcp
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/plenary"]
CMD ["serve"]
