import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace services. */
export namespace services {

    /**
     * Properties of a StoreQueryRequest.
     * @deprecated Use services.StoreQueryRequest.$Properties instead.
     */
    interface IStoreQueryRequest extends services.StoreQueryRequest.$Properties {
    }

    /** Represents a StoreQueryRequest. */
    class StoreQueryRequest {

        /**
         * Constructs a new StoreQueryRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: services.StoreQueryRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** StoreQueryRequest requestId. */
        requestId: string;

        /** StoreQueryRequest includeData. */
        includeData: boolean;

        /** StoreQueryRequest pubsubTopic. */
        pubsubTopic?: (string|null);

        /** StoreQueryRequest contentTopics. */
        contentTopics: string[];

        /** StoreQueryRequest timeStart. */
        timeStart?: (number|Long|null);

        /** StoreQueryRequest timeEnd. */
        timeEnd?: (number|Long|null);

        /** StoreQueryRequest messageHashes. */
        messageHashes: Uint8Array[];

        /** StoreQueryRequest paginationCursor. */
        paginationCursor?: (Uint8Array|null);

        /** StoreQueryRequest paginationForward. */
        paginationForward: boolean;

        /** StoreQueryRequest paginationLimit. */
        paginationLimit?: (number|Long|null);

        /**
         * Encodes the specified StoreQueryRequest message. Does not implicitly {@link services.StoreQueryRequest.verify|verify} messages.
         * @param message StoreQueryRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: services.StoreQueryRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a StoreQueryRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {services.StoreQueryRequest & services.StoreQueryRequest.$Shape} StoreQueryRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): services.StoreQueryRequest & services.StoreQueryRequest.$Shape;
    }

    namespace StoreQueryRequest {

        /** Properties of a StoreQueryRequest. */
        interface $Properties {

            /** StoreQueryRequest requestId */
            requestId?: (string|null);

            /** StoreQueryRequest includeData */
            includeData?: (boolean|null);

            /** StoreQueryRequest pubsubTopic */
            pubsubTopic?: (string|null);

            /** StoreQueryRequest contentTopics */
            contentTopics?: (string[]|null);

            /** StoreQueryRequest timeStart */
            timeStart?: (number|Long|null);

            /** StoreQueryRequest timeEnd */
            timeEnd?: (number|Long|null);

            /** StoreQueryRequest messageHashes */
            messageHashes?: (Uint8Array[]|null);

            /** StoreQueryRequest paginationCursor */
            paginationCursor?: (Uint8Array|null);

            /** StoreQueryRequest paginationForward */
            paginationForward?: (boolean|null);

            /** StoreQueryRequest paginationLimit */
            paginationLimit?: (number|Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a StoreQueryRequest. */
        type $Shape = services.StoreQueryRequest.$Properties;
    }

    /**
     * Properties of a StoreEntry.
     * @deprecated Use services.StoreEntry.$Properties instead.
     */
    interface IStoreEntry extends services.StoreEntry.$Properties {
    }

    /** Represents a StoreEntry. */
    class StoreEntry {

        /**
         * Constructs a new StoreEntry.
         * @param [properties] Properties to set
         */
        constructor(properties?: services.StoreEntry.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** StoreEntry messageHash. */
        messageHash?: (Uint8Array|null);

        /** StoreEntry message. */
        message?: (Uint8Array|null);

        /** StoreEntry pubsubTopic. */
        pubsubTopic?: (string|null);

        /**
         * Encodes the specified StoreEntry message. Does not implicitly {@link services.StoreEntry.verify|verify} messages.
         * @param message StoreEntry message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: services.StoreEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a StoreEntry message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {services.StoreEntry & services.StoreEntry.$Shape} StoreEntry
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): services.StoreEntry & services.StoreEntry.$Shape;
    }

    namespace StoreEntry {

        /** Properties of a StoreEntry. */
        interface $Properties {

            /** StoreEntry messageHash */
            messageHash?: (Uint8Array|null);

            /** StoreEntry message */
            message?: (Uint8Array|null);

            /** StoreEntry pubsubTopic */
            pubsubTopic?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a StoreEntry. */
        type $Shape = services.StoreEntry.$Properties;
    }

    /**
     * Properties of a StoreQueryResponse.
     * @deprecated Use services.StoreQueryResponse.$Properties instead.
     */
    interface IStoreQueryResponse extends services.StoreQueryResponse.$Properties {
    }

    /** Represents a StoreQueryResponse. */
    class StoreQueryResponse {

        /**
         * Constructs a new StoreQueryResponse.
         * @param [properties] Properties to set
         */
        constructor(properties?: services.StoreQueryResponse.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** StoreQueryResponse requestId. */
        requestId: string;

        /** StoreQueryResponse statusCode. */
        statusCode?: (number|null);

        /** StoreQueryResponse statusDesc. */
        statusDesc?: (string|null);

        /** StoreQueryResponse messages. */
        messages: services.StoreEntry.$Properties[];

        /** StoreQueryResponse paginationCursor. */
        paginationCursor?: (Uint8Array|null);

        /**
         * Encodes the specified StoreQueryResponse message. Does not implicitly {@link services.StoreQueryResponse.verify|verify} messages.
         * @param message StoreQueryResponse message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: services.StoreQueryResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a StoreQueryResponse message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {services.StoreQueryResponse & services.StoreQueryResponse.$Shape} StoreQueryResponse
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): services.StoreQueryResponse & services.StoreQueryResponse.$Shape;
    }

    namespace StoreQueryResponse {

        /** Properties of a StoreQueryResponse. */
        interface $Properties {

            /** StoreQueryResponse requestId */
            requestId?: (string|null);

            /** StoreQueryResponse statusCode */
            statusCode?: (number|null);

            /** StoreQueryResponse statusDesc */
            statusDesc?: (string|null);

            /** StoreQueryResponse messages */
            messages?: (services.StoreEntry.$Properties[]|null);

            /** StoreQueryResponse paginationCursor */
            paginationCursor?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a StoreQueryResponse. */
        type $Shape = services.StoreQueryResponse.$Properties;
    }

    /**
     * Properties of a LightPushRequest.
     * @deprecated Use services.LightPushRequest.$Properties instead.
     */
    interface ILightPushRequest extends services.LightPushRequest.$Properties {
    }

    /** Represents a LightPushRequest. */
    class LightPushRequest {

        /**
         * Constructs a new LightPushRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: services.LightPushRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** LightPushRequest requestId. */
        requestId: string;

        /** LightPushRequest pubsubTopic. */
        pubsubTopic?: (string|null);

        /** LightPushRequest message. */
        message?: (Uint8Array|null);

        /**
         * Encodes the specified LightPushRequest message. Does not implicitly {@link services.LightPushRequest.verify|verify} messages.
         * @param message LightPushRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: services.LightPushRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a LightPushRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {services.LightPushRequest & services.LightPushRequest.$Shape} LightPushRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): services.LightPushRequest & services.LightPushRequest.$Shape;
    }

    namespace LightPushRequest {

        /** Properties of a LightPushRequest. */
        interface $Properties {

            /** LightPushRequest requestId */
            requestId?: (string|null);

            /** LightPushRequest pubsubTopic */
            pubsubTopic?: (string|null);

            /** LightPushRequest message */
            message?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a LightPushRequest. */
        type $Shape = services.LightPushRequest.$Properties;
    }

    /**
     * Properties of a LightPushResponse.
     * @deprecated Use services.LightPushResponse.$Properties instead.
     */
    interface ILightPushResponse extends services.LightPushResponse.$Properties {
    }

    /** Represents a LightPushResponse. */
    class LightPushResponse {

        /**
         * Constructs a new LightPushResponse.
         * @param [properties] Properties to set
         */
        constructor(properties?: services.LightPushResponse.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** LightPushResponse requestId. */
        requestId: string;

        /** LightPushResponse statusCode. */
        statusCode: number;

        /** LightPushResponse statusDesc. */
        statusDesc?: (string|null);

        /** LightPushResponse relayPeerCount. */
        relayPeerCount?: (number|null);

        /**
         * Encodes the specified LightPushResponse message. Does not implicitly {@link services.LightPushResponse.verify|verify} messages.
         * @param message LightPushResponse message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: services.LightPushResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a LightPushResponse message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {services.LightPushResponse & services.LightPushResponse.$Shape} LightPushResponse
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): services.LightPushResponse & services.LightPushResponse.$Shape;
    }

    namespace LightPushResponse {

        /** Properties of a LightPushResponse. */
        interface $Properties {

            /** LightPushResponse requestId */
            requestId?: (string|null);

            /** LightPushResponse statusCode */
            statusCode?: (number|null);

            /** LightPushResponse statusDesc */
            statusDesc?: (string|null);

            /** LightPushResponse relayPeerCount */
            relayPeerCount?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a LightPushResponse. */
        type $Shape = services.LightPushResponse.$Properties;
    }

    /**
     * Properties of a LegacyPushRequest.
     * @deprecated Use services.LegacyPushRequest.$Properties instead.
     */
    interface ILegacyPushRequest extends services.LegacyPushRequest.$Properties {
    }

    /** Represents a LegacyPushRequest. */
    class LegacyPushRequest {

        /**
         * Constructs a new LegacyPushRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: services.LegacyPushRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** LegacyPushRequest pubsubTopic. */
        pubsubTopic: string;

        /** LegacyPushRequest message. */
        message?: (Uint8Array|null);

        /**
         * Encodes the specified LegacyPushRequest message. Does not implicitly {@link services.LegacyPushRequest.verify|verify} messages.
         * @param message LegacyPushRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: services.LegacyPushRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a LegacyPushRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {services.LegacyPushRequest & services.LegacyPushRequest.$Shape} LegacyPushRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): services.LegacyPushRequest & services.LegacyPushRequest.$Shape;
    }

    namespace LegacyPushRequest {

        /** Properties of a LegacyPushRequest. */
        interface $Properties {

            /** LegacyPushRequest pubsubTopic */
            pubsubTopic?: (string|null);

            /** LegacyPushRequest message */
            message?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a LegacyPushRequest. */
        type $Shape = services.LegacyPushRequest.$Properties;
    }

    /**
     * Properties of a LegacyPushResponse.
     * @deprecated Use services.LegacyPushResponse.$Properties instead.
     */
    interface ILegacyPushResponse extends services.LegacyPushResponse.$Properties {
    }

    /** Represents a LegacyPushResponse. */
    class LegacyPushResponse {

        /**
         * Constructs a new LegacyPushResponse.
         * @param [properties] Properties to set
         */
        constructor(properties?: services.LegacyPushResponse.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** LegacyPushResponse isSuccess. */
        isSuccess: boolean;

        /** LegacyPushResponse info. */
        info?: (string|null);

        /**
         * Encodes the specified LegacyPushResponse message. Does not implicitly {@link services.LegacyPushResponse.verify|verify} messages.
         * @param message LegacyPushResponse message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: services.LegacyPushResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a LegacyPushResponse message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {services.LegacyPushResponse & services.LegacyPushResponse.$Shape} LegacyPushResponse
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): services.LegacyPushResponse & services.LegacyPushResponse.$Shape;
    }

    namespace LegacyPushResponse {

        /** Properties of a LegacyPushResponse. */
        interface $Properties {

            /** LegacyPushResponse isSuccess */
            isSuccess?: (boolean|null);

            /** LegacyPushResponse info */
            info?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a LegacyPushResponse. */
        type $Shape = services.LegacyPushResponse.$Properties;
    }

    /**
     * Properties of a LegacyPushRpc.
     * @deprecated Use services.LegacyPushRpc.$Properties instead.
     */
    interface ILegacyPushRpc extends services.LegacyPushRpc.$Properties {
    }

    /** Represents a LegacyPushRpc. */
    class LegacyPushRpc {

        /**
         * Constructs a new LegacyPushRpc.
         * @param [properties] Properties to set
         */
        constructor(properties?: services.LegacyPushRpc.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** LegacyPushRpc requestId. */
        requestId: string;

        /** LegacyPushRpc request. */
        request?: (services.LegacyPushRequest.$Properties|null);

        /** LegacyPushRpc response. */
        response?: (services.LegacyPushResponse.$Properties|null);

        /**
         * Encodes the specified LegacyPushRpc message. Does not implicitly {@link services.LegacyPushRpc.verify|verify} messages.
         * @param message LegacyPushRpc message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: services.LegacyPushRpc.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a LegacyPushRpc message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {services.LegacyPushRpc & services.LegacyPushRpc.$Shape} LegacyPushRpc
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): services.LegacyPushRpc & services.LegacyPushRpc.$Shape;
    }

    namespace LegacyPushRpc {

        /** Properties of a LegacyPushRpc. */
        interface $Properties {

            /** LegacyPushRpc requestId */
            requestId?: (string|null);

            /** LegacyPushRpc request */
            request?: (services.LegacyPushRequest.$Properties|null);

            /** LegacyPushRpc response */
            response?: (services.LegacyPushResponse.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a LegacyPushRpc. */
        type $Shape = services.LegacyPushRpc.$Properties;
    }

    /**
     * Properties of a FilterRequest.
     * @deprecated Use services.FilterRequest.$Properties instead.
     */
    interface IFilterRequest extends services.FilterRequest.$Properties {
    }

    /** Represents a FilterRequest. */
    class FilterRequest {

        /**
         * Constructs a new FilterRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: services.FilterRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FilterRequest requestId. */
        requestId: string;

        /** FilterRequest type. */
        type: number;

        /** FilterRequest pubsubTopic. */
        pubsubTopic?: (string|null);

        /** FilterRequest contentTopics. */
        contentTopics: string[];

        /**
         * Encodes the specified FilterRequest message. Does not implicitly {@link services.FilterRequest.verify|verify} messages.
         * @param message FilterRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: services.FilterRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FilterRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {services.FilterRequest & services.FilterRequest.$Shape} FilterRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): services.FilterRequest & services.FilterRequest.$Shape;
    }

    namespace FilterRequest {

        /** Properties of a FilterRequest. */
        interface $Properties {

            /** FilterRequest requestId */
            requestId?: (string|null);

            /** FilterRequest type */
            type?: (number|null);

            /** FilterRequest pubsubTopic */
            pubsubTopic?: (string|null);

            /** FilterRequest contentTopics */
            contentTopics?: (string[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FilterRequest. */
        type $Shape = services.FilterRequest.$Properties;
    }

    /**
     * Properties of a FilterResponse.
     * @deprecated Use services.FilterResponse.$Properties instead.
     */
    interface IFilterResponse extends services.FilterResponse.$Properties {
    }

    /** Represents a FilterResponse. */
    class FilterResponse {

        /**
         * Constructs a new FilterResponse.
         * @param [properties] Properties to set
         */
        constructor(properties?: services.FilterResponse.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FilterResponse requestId. */
        requestId: string;

        /** FilterResponse statusCode. */
        statusCode: number;

        /** FilterResponse statusDesc. */
        statusDesc?: (string|null);

        /**
         * Encodes the specified FilterResponse message. Does not implicitly {@link services.FilterResponse.verify|verify} messages.
         * @param message FilterResponse message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: services.FilterResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FilterResponse message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {services.FilterResponse & services.FilterResponse.$Shape} FilterResponse
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): services.FilterResponse & services.FilterResponse.$Shape;
    }

    namespace FilterResponse {

        /** Properties of a FilterResponse. */
        interface $Properties {

            /** FilterResponse requestId */
            requestId?: (string|null);

            /** FilterResponse statusCode */
            statusCode?: (number|null);

            /** FilterResponse statusDesc */
            statusDesc?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FilterResponse. */
        type $Shape = services.FilterResponse.$Properties;
    }

    /**
     * Properties of a FilterPush.
     * @deprecated Use services.FilterPush.$Properties instead.
     */
    interface IFilterPush extends services.FilterPush.$Properties {
    }

    /** Represents a FilterPush. */
    class FilterPush {

        /**
         * Constructs a new FilterPush.
         * @param [properties] Properties to set
         */
        constructor(properties?: services.FilterPush.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FilterPush message. */
        message?: (Uint8Array|null);

        /** FilterPush pubsubTopic. */
        pubsubTopic?: (string|null);

        /**
         * Encodes the specified FilterPush message. Does not implicitly {@link services.FilterPush.verify|verify} messages.
         * @param message FilterPush message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: services.FilterPush.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FilterPush message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {services.FilterPush & services.FilterPush.$Shape} FilterPush
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): services.FilterPush & services.FilterPush.$Shape;
    }

    namespace FilterPush {

        /** Properties of a FilterPush. */
        interface $Properties {

            /** FilterPush message */
            message?: (Uint8Array|null);

            /** FilterPush pubsubTopic */
            pubsubTopic?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FilterPush. */
        type $Shape = services.FilterPush.$Properties;
    }

    /**
     * Properties of a Metadata.
     * @deprecated Use services.Metadata.$Properties instead.
     */
    interface IMetadata extends services.Metadata.$Properties {
    }

    /** Represents a Metadata. */
    class Metadata {

        /**
         * Constructs a new Metadata.
         * @param [properties] Properties to set
         */
        constructor(properties?: services.Metadata.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Metadata clusterId. */
        clusterId?: (number|null);

        /** Metadata shards. */
        shards: number[];

        /**
         * Encodes the specified Metadata message. Does not implicitly {@link services.Metadata.verify|verify} messages.
         * @param message Metadata message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: services.Metadata.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Metadata message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {services.Metadata & services.Metadata.$Shape} Metadata
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): services.Metadata & services.Metadata.$Shape;
    }

    namespace Metadata {

        /** Properties of a Metadata. */
        interface $Properties {

            /** Metadata clusterId */
            clusterId?: (number|null);

            /** Metadata shards */
            shards?: (number[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Metadata. */
        type $Shape = services.Metadata.$Properties;
    }
}
