/** OpenTelemetry traces, where `OTEL_EXPORTER_OTLP_ENDPOINT` names a collector. A collector that is down costs nothing but its traces. */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as OtlpSerialization from "effect/observability/OtlpSerialization"
import * as OtlpTracer from "effect/observability/OtlpTracer"
import { version } from "./version.ts"

export const layer = (fields: Readonly<Record<string, string>>) =>
  Layer.unwrap(
    Effect.map(Config.String("OTEL_EXPORTER_OTLP_ENDPOINT").pipe(Config.withDefault("")), (endpoint) =>
      endpoint === ""
        ? Layer.empty
        : OtlpTracer.layer({
            url: `${endpoint.replace(/\/+$/, "")}/v1/traces`,
            resource: { serviceName: "community-history", serviceVersion: version, attributes: fields },
            shutdownTimeout: "2 seconds"
          }).pipe(Layer.provide([FetchHttpClient.layer, OtlpSerialization.layerJson]))
    )
  )
