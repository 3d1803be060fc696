import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace waku. */
export namespace waku {

    /**
     * Properties of a WakuMessage.
     * @deprecated Use waku.WakuMessage.$Properties instead.
     */
    interface IWakuMessage extends waku.WakuMessage.$Properties {
    }

    /** Represents a WakuMessage. */
    class WakuMessage {

        /**
         * Constructs a new WakuMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: waku.WakuMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** WakuMessage payload. */
        payload: Uint8Array;

        /** WakuMessage contentTopic. */
        contentTopic: string;

        /** WakuMessage version. */
        version?: (number|null);

        /** WakuMessage timestamp. */
        timestamp?: (number|Long|null);

        /** WakuMessage meta. */
        meta?: (Uint8Array|null);

        /** WakuMessage rateLimitProof. */
        rateLimitProof?: (Uint8Array|null);

        /** WakuMessage ephemeral. */
        ephemeral?: (boolean|null);

        /**
         * Encodes the specified WakuMessage message. Does not implicitly {@link waku.WakuMessage.verify|verify} messages.
         * @param message WakuMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: waku.WakuMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a WakuMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {waku.WakuMessage & waku.WakuMessage.$Shape} WakuMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): waku.WakuMessage & waku.WakuMessage.$Shape;
    }

    namespace WakuMessage {

        /** Properties of a WakuMessage. */
        interface $Properties {

            /** WakuMessage payload */
            payload?: (Uint8Array|null);

            /** WakuMessage contentTopic */
            contentTopic?: (string|null);

            /** WakuMessage version */
            version?: (number|null);

            /** WakuMessage timestamp */
            timestamp?: (number|Long|null);

            /** WakuMessage meta */
            meta?: (Uint8Array|null);

            /** WakuMessage rateLimitProof */
            rateLimitProof?: (Uint8Array|null);

            /** WakuMessage ephemeral */
            ephemeral?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a WakuMessage. */
        type $Shape = waku.WakuMessage.$Properties;
    }
}

/** Namespace history. */
export namespace history {

    /**
     * Properties of a WakuMessageArchiveMetadata.
     * @deprecated Use history.WakuMessageArchiveMetadata.$Properties instead.
     */
    interface IWakuMessageArchiveMetadata extends history.WakuMessageArchiveMetadata.$Properties {
    }

    /** Represents a WakuMessageArchiveMetadata. */
    class WakuMessageArchiveMetadata {

        /**
         * Constructs a new WakuMessageArchiveMetadata.
         * @param [properties] Properties to set
         */
        constructor(properties?: history.WakuMessageArchiveMetadata.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** WakuMessageArchiveMetadata version. */
        version: number;

        /** WakuMessageArchiveMetadata from. */
        from: (number|Long);

        /** WakuMessageArchiveMetadata to. */
        to: (number|Long);

        /** WakuMessageArchiveMetadata contentTopic. */
        contentTopic: string[];

        /**
         * Encodes the specified WakuMessageArchiveMetadata message. Does not implicitly {@link history.WakuMessageArchiveMetadata.verify|verify} messages.
         * @param message WakuMessageArchiveMetadata message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: history.WakuMessageArchiveMetadata.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a WakuMessageArchiveMetadata message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {history.WakuMessageArchiveMetadata & history.WakuMessageArchiveMetadata.$Shape} WakuMessageArchiveMetadata
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): history.WakuMessageArchiveMetadata & history.WakuMessageArchiveMetadata.$Shape;
    }

    namespace WakuMessageArchiveMetadata {

        /** Properties of a WakuMessageArchiveMetadata. */
        interface $Properties {

            /** WakuMessageArchiveMetadata version */
            version?: (number|null);

            /** WakuMessageArchiveMetadata from */
            from?: (number|Long|null);

            /** WakuMessageArchiveMetadata to */
            to?: (number|Long|null);

            /** WakuMessageArchiveMetadata contentTopic */
            contentTopic?: (string[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a WakuMessageArchiveMetadata. */
        type $Shape = history.WakuMessageArchiveMetadata.$Properties;
    }

    /**
     * Properties of a WakuMessageArchive.
     * @deprecated Use history.WakuMessageArchive.$Properties instead.
     */
    interface IWakuMessageArchive extends history.WakuMessageArchive.$Properties {
    }

    /** Represents a WakuMessageArchive. */
    class WakuMessageArchive {

        /**
         * Constructs a new WakuMessageArchive.
         * @param [properties] Properties to set
         */
        constructor(properties?: history.WakuMessageArchive.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** WakuMessageArchive version. */
        version: number;

        /** WakuMessageArchive metadata. */
        metadata?: (history.WakuMessageArchiveMetadata.$Properties|null);

        /** WakuMessageArchive messages. */
        messages: waku.WakuMessage.$Properties[];

        /**
         * Encodes the specified WakuMessageArchive message. Does not implicitly {@link history.WakuMessageArchive.verify|verify} messages.
         * @param message WakuMessageArchive message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: history.WakuMessageArchive.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a WakuMessageArchive message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {history.WakuMessageArchive & history.WakuMessageArchive.$Shape} WakuMessageArchive
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): history.WakuMessageArchive & history.WakuMessageArchive.$Shape;
    }

    namespace WakuMessageArchive {

        /** Properties of a WakuMessageArchive. */
        interface $Properties {

            /** WakuMessageArchive version */
            version?: (number|null);

            /** WakuMessageArchive metadata */
            metadata?: (history.WakuMessageArchiveMetadata.$Properties|null);

            /** WakuMessageArchive messages */
            messages?: (waku.WakuMessage.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a WakuMessageArchive. */
        type $Shape = history.WakuMessageArchive.$Properties;
    }

    /**
     * Properties of a WakuMessageArchiveIndexMetadata.
     * @deprecated Use history.WakuMessageArchiveIndexMetadata.$Properties instead.
     */
    interface IWakuMessageArchiveIndexMetadata extends history.WakuMessageArchiveIndexMetadata.$Properties {
    }

    /** Represents a WakuMessageArchiveIndexMetadata. */
    class WakuMessageArchiveIndexMetadata {

        /**
         * Constructs a new WakuMessageArchiveIndexMetadata.
         * @param [properties] Properties to set
         */
        constructor(properties?: history.WakuMessageArchiveIndexMetadata.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** WakuMessageArchiveIndexMetadata version. */
        version: number;

        /** WakuMessageArchiveIndexMetadata metadata. */
        metadata?: (history.WakuMessageArchiveMetadata.$Properties|null);

        /** WakuMessageArchiveIndexMetadata cid. */
        cid: string;

        /**
         * Encodes the specified WakuMessageArchiveIndexMetadata message. Does not implicitly {@link history.WakuMessageArchiveIndexMetadata.verify|verify} messages.
         * @param message WakuMessageArchiveIndexMetadata message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: history.WakuMessageArchiveIndexMetadata.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a WakuMessageArchiveIndexMetadata message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {history.WakuMessageArchiveIndexMetadata & history.WakuMessageArchiveIndexMetadata.$Shape} WakuMessageArchiveIndexMetadata
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): history.WakuMessageArchiveIndexMetadata & history.WakuMessageArchiveIndexMetadata.$Shape;
    }

    namespace WakuMessageArchiveIndexMetadata {

        /** Properties of a WakuMessageArchiveIndexMetadata. */
        interface $Properties {

            /** WakuMessageArchiveIndexMetadata version */
            version?: (number|null);

            /** WakuMessageArchiveIndexMetadata metadata */
            metadata?: (history.WakuMessageArchiveMetadata.$Properties|null);

            /** WakuMessageArchiveIndexMetadata cid */
            cid?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a WakuMessageArchiveIndexMetadata. */
        type $Shape = history.WakuMessageArchiveIndexMetadata.$Properties;
    }

    /**
     * Properties of a WakuMessageArchiveIndex.
     * @deprecated Use history.WakuMessageArchiveIndex.$Properties instead.
     */
    interface IWakuMessageArchiveIndex extends history.WakuMessageArchiveIndex.$Properties {
    }

    /** Represents a WakuMessageArchiveIndex. */
    class WakuMessageArchiveIndex {

        /**
         * Constructs a new WakuMessageArchiveIndex.
         * @param [properties] Properties to set
         */
        constructor(properties?: history.WakuMessageArchiveIndex.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** WakuMessageArchiveIndex archives. */
        archives: { [k: string]: history.WakuMessageArchiveIndexMetadata.$Properties };

        /**
         * Encodes the specified WakuMessageArchiveIndex message. Does not implicitly {@link history.WakuMessageArchiveIndex.verify|verify} messages.
         * @param message WakuMessageArchiveIndex message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: history.WakuMessageArchiveIndex.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a WakuMessageArchiveIndex message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {history.WakuMessageArchiveIndex & history.WakuMessageArchiveIndex.$Shape} WakuMessageArchiveIndex
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): history.WakuMessageArchiveIndex & history.WakuMessageArchiveIndex.$Shape;
    }

    namespace WakuMessageArchiveIndex {

        /** Properties of a WakuMessageArchiveIndex. */
        interface $Properties {

            /** WakuMessageArchiveIndex archives */
            archives?: ({ [k: string]: history.WakuMessageArchiveIndexMetadata.$Properties }|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a WakuMessageArchiveIndex. */
        type $Shape = history.WakuMessageArchiveIndex.$Properties;
    }

    /**
     * Properties of a CommunityMessageArchive.
     * @deprecated Use history.CommunityMessageArchive.$Properties instead.
     */
    interface ICommunityMessageArchive extends history.CommunityMessageArchive.$Properties {
    }

    /** Represents a CommunityMessageArchive. */
    class CommunityMessageArchive {

        /**
         * Constructs a new CommunityMessageArchive.
         * @param [properties] Properties to set
         */
        constructor(properties?: history.CommunityMessageArchive.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CommunityMessageArchive clock. */
        clock: (number|Long);

        /** CommunityMessageArchive cid. */
        cid: string;

        /**
         * Encodes the specified CommunityMessageArchive message. Does not implicitly {@link history.CommunityMessageArchive.verify|verify} messages.
         * @param message CommunityMessageArchive message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: history.CommunityMessageArchive.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CommunityMessageArchive message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {history.CommunityMessageArchive & history.CommunityMessageArchive.$Shape} CommunityMessageArchive
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): history.CommunityMessageArchive & history.CommunityMessageArchive.$Shape;
    }

    namespace CommunityMessageArchive {

        /** Properties of a CommunityMessageArchive. */
        interface $Properties {

            /** CommunityMessageArchive clock */
            clock?: (number|Long|null);

            /** CommunityMessageArchive cid */
            cid?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CommunityMessageArchive. */
        type $Shape = history.CommunityMessageArchive.$Properties;
    }
}

/** Namespace status. */
export namespace status {

    /**
     * Properties of an ApplicationMetadataMessage.
     * @deprecated Use status.ApplicationMetadataMessage.$Properties instead.
     */
    interface IApplicationMetadataMessage extends status.ApplicationMetadataMessage.$Properties {
    }

    /** Represents an ApplicationMetadataMessage. */
    class ApplicationMetadataMessage {

        /**
         * Constructs a new ApplicationMetadataMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: status.ApplicationMetadataMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ApplicationMetadataMessage signature. */
        signature: Uint8Array;

        /** ApplicationMetadataMessage payload. */
        payload: Uint8Array;

        /** ApplicationMetadataMessage type. */
        type: number;

        /**
         * Encodes the specified ApplicationMetadataMessage message. Does not implicitly {@link status.ApplicationMetadataMessage.verify|verify} messages.
         * @param message ApplicationMetadataMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: status.ApplicationMetadataMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an ApplicationMetadataMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {status.ApplicationMetadataMessage & status.ApplicationMetadataMessage.$Shape} ApplicationMetadataMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): status.ApplicationMetadataMessage & status.ApplicationMetadataMessage.$Shape;
    }

    namespace ApplicationMetadataMessage {

        /** Properties of an ApplicationMetadataMessage. */
        interface $Properties {

            /** ApplicationMetadataMessage signature */
            signature?: (Uint8Array|null);

            /** ApplicationMetadataMessage payload */
            payload?: (Uint8Array|null);

            /** ApplicationMetadataMessage type */
            type?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an ApplicationMetadataMessage. */
        type $Shape = status.ApplicationMetadataMessage.$Properties;
    }

    /**
     * Properties of a ProtocolMessage.
     * @deprecated Use status.ProtocolMessage.$Properties instead.
     */
    interface IProtocolMessage extends status.ProtocolMessage.$Properties {
    }

    /** Represents a ProtocolMessage. */
    class ProtocolMessage {

        /**
         * Constructs a new ProtocolMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: status.ProtocolMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ProtocolMessage publicMessage. */
        publicMessage: Uint8Array;

        /**
         * Encodes the specified ProtocolMessage message. Does not implicitly {@link status.ProtocolMessage.verify|verify} messages.
         * @param message ProtocolMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: status.ProtocolMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ProtocolMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {status.ProtocolMessage & status.ProtocolMessage.$Shape} ProtocolMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): status.ProtocolMessage & status.ProtocolMessage.$Shape;
    }

    namespace ProtocolMessage {

        /** Properties of a ProtocolMessage. */
        interface $Properties {

            /** ProtocolMessage publicMessage */
            publicMessage?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ProtocolMessage. */
        type $Shape = status.ProtocolMessage.$Properties;
    }

    /**
     * Properties of a ChatMessage.
     * @deprecated Use status.ChatMessage.$Properties instead.
     */
    interface IChatMessage extends status.ChatMessage.$Properties {
    }

    /** Represents a ChatMessage. */
    class ChatMessage {

        /**
         * Constructs a new ChatMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: status.ChatMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ChatMessage clock. */
        clock: (number|Long);

        /** ChatMessage timestamp. */
        timestamp: (number|Long);

        /** ChatMessage text. */
        text: string;

        /** ChatMessage responseTo. */
        responseTo: string;

        /** ChatMessage ensName. */
        ensName: string;

        /** ChatMessage chatId. */
        chatId: string;

        /** ChatMessage messageType. */
        messageType: number;

        /** ChatMessage contentType. */
        contentType: number;

        /** ChatMessage discordMessage. */
        discordMessage?: (status.DiscordMessage.$Properties|null);

        /** ChatMessage displayName. */
        displayName: string;

        /**
         * Encodes the specified ChatMessage message. Does not implicitly {@link status.ChatMessage.verify|verify} messages.
         * @param message ChatMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: status.ChatMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ChatMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {status.ChatMessage & status.ChatMessage.$Shape} ChatMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): status.ChatMessage & status.ChatMessage.$Shape;
    }

    namespace ChatMessage {

        /** Properties of a ChatMessage. */
        interface $Properties {

            /** ChatMessage clock */
            clock?: (number|Long|null);

            /** ChatMessage timestamp */
            timestamp?: (number|Long|null);

            /** ChatMessage text */
            text?: (string|null);

            /** ChatMessage responseTo */
            responseTo?: (string|null);

            /** ChatMessage ensName */
            ensName?: (string|null);

            /** ChatMessage chatId */
            chatId?: (string|null);

            /** ChatMessage messageType */
            messageType?: (number|null);

            /** ChatMessage contentType */
            contentType?: (number|null);

            /** ChatMessage discordMessage */
            discordMessage?: (status.DiscordMessage.$Properties|null);

            /** ChatMessage displayName */
            displayName?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ChatMessage. */
        type $Shape = status.ChatMessage.$Properties;
    }

    /**
     * Properties of a DiscordMessage.
     * @deprecated Use status.DiscordMessage.$Properties instead.
     */
    interface IDiscordMessage extends status.DiscordMessage.$Properties {
    }

    /** Represents a DiscordMessage. */
    class DiscordMessage {

        /**
         * Constructs a new DiscordMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: status.DiscordMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** DiscordMessage id. */
        id: string;

        /** DiscordMessage type. */
        type: string;

        /** DiscordMessage timestamp. */
        timestamp: string;

        /** DiscordMessage timestampEdited. */
        timestampEdited: string;

        /** DiscordMessage content. */
        content: string;

        /** DiscordMessage author. */
        author?: (status.DiscordMessageAuthor.$Properties|null);

        /** DiscordMessage reference. */
        reference?: (status.DiscordMessageReference.$Properties|null);

        /** DiscordMessage attachments. */
        attachments: status.DiscordMessageAttachment.$Properties[];

        /**
         * Encodes the specified DiscordMessage message. Does not implicitly {@link status.DiscordMessage.verify|verify} messages.
         * @param message DiscordMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: status.DiscordMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a DiscordMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {status.DiscordMessage & status.DiscordMessage.$Shape} DiscordMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): status.DiscordMessage & status.DiscordMessage.$Shape;
    }

    namespace DiscordMessage {

        /** Properties of a DiscordMessage. */
        interface $Properties {

            /** DiscordMessage id */
            id?: (string|null);

            /** DiscordMessage type */
            type?: (string|null);

            /** DiscordMessage timestamp */
            timestamp?: (string|null);

            /** DiscordMessage timestampEdited */
            timestampEdited?: (string|null);

            /** DiscordMessage content */
            content?: (string|null);

            /** DiscordMessage author */
            author?: (status.DiscordMessageAuthor.$Properties|null);

            /** DiscordMessage reference */
            reference?: (status.DiscordMessageReference.$Properties|null);

            /** DiscordMessage attachments */
            attachments?: (status.DiscordMessageAttachment.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a DiscordMessage. */
        type $Shape = status.DiscordMessage.$Properties;
    }

    /**
     * Properties of a DiscordMessageAuthor.
     * @deprecated Use status.DiscordMessageAuthor.$Properties instead.
     */
    interface IDiscordMessageAuthor extends status.DiscordMessageAuthor.$Properties {
    }

    /** Represents a DiscordMessageAuthor. */
    class DiscordMessageAuthor {

        /**
         * Constructs a new DiscordMessageAuthor.
         * @param [properties] Properties to set
         */
        constructor(properties?: status.DiscordMessageAuthor.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** DiscordMessageAuthor id. */
        id: string;

        /** DiscordMessageAuthor name. */
        name: string;

        /** DiscordMessageAuthor discriminator. */
        discriminator: string;

        /** DiscordMessageAuthor nickname. */
        nickname: string;

        /** DiscordMessageAuthor avatarUrl. */
        avatarUrl: string;

        /**
         * Encodes the specified DiscordMessageAuthor message. Does not implicitly {@link status.DiscordMessageAuthor.verify|verify} messages.
         * @param message DiscordMessageAuthor message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: status.DiscordMessageAuthor.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a DiscordMessageAuthor message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {status.DiscordMessageAuthor & status.DiscordMessageAuthor.$Shape} DiscordMessageAuthor
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): status.DiscordMessageAuthor & status.DiscordMessageAuthor.$Shape;
    }

    namespace DiscordMessageAuthor {

        /** Properties of a DiscordMessageAuthor. */
        interface $Properties {

            /** DiscordMessageAuthor id */
            id?: (string|null);

            /** DiscordMessageAuthor name */
            name?: (string|null);

            /** DiscordMessageAuthor discriminator */
            discriminator?: (string|null);

            /** DiscordMessageAuthor nickname */
            nickname?: (string|null);

            /** DiscordMessageAuthor avatarUrl */
            avatarUrl?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a DiscordMessageAuthor. */
        type $Shape = status.DiscordMessageAuthor.$Properties;
    }

    /**
     * Properties of a DiscordMessageReference.
     * @deprecated Use status.DiscordMessageReference.$Properties instead.
     */
    interface IDiscordMessageReference extends status.DiscordMessageReference.$Properties {
    }

    /** Represents a DiscordMessageReference. */
    class DiscordMessageReference {

        /**
         * Constructs a new DiscordMessageReference.
         * @param [properties] Properties to set
         */
        constructor(properties?: status.DiscordMessageReference.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** DiscordMessageReference messageId. */
        messageId: string;

        /** DiscordMessageReference channelId. */
        channelId: string;

        /** DiscordMessageReference guildId. */
        guildId: string;

        /**
         * Encodes the specified DiscordMessageReference message. Does not implicitly {@link status.DiscordMessageReference.verify|verify} messages.
         * @param message DiscordMessageReference message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: status.DiscordMessageReference.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a DiscordMessageReference message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {status.DiscordMessageReference & status.DiscordMessageReference.$Shape} DiscordMessageReference
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): status.DiscordMessageReference & status.DiscordMessageReference.$Shape;
    }

    namespace DiscordMessageReference {

        /** Properties of a DiscordMessageReference. */
        interface $Properties {

            /** DiscordMessageReference messageId */
            messageId?: (string|null);

            /** DiscordMessageReference channelId */
            channelId?: (string|null);

            /** DiscordMessageReference guildId */
            guildId?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a DiscordMessageReference. */
        type $Shape = status.DiscordMessageReference.$Properties;
    }

    /**
     * Properties of a DiscordMessageAttachment.
     * @deprecated Use status.DiscordMessageAttachment.$Properties instead.
     */
    interface IDiscordMessageAttachment extends status.DiscordMessageAttachment.$Properties {
    }

    /** Represents a DiscordMessageAttachment. */
    class DiscordMessageAttachment {

        /**
         * Constructs a new DiscordMessageAttachment.
         * @param [properties] Properties to set
         */
        constructor(properties?: status.DiscordMessageAttachment.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** DiscordMessageAttachment id. */
        id: string;

        /** DiscordMessageAttachment messageId. */
        messageId: string;

        /** DiscordMessageAttachment url. */
        url: string;

        /** DiscordMessageAttachment fileName. */
        fileName: string;

        /** DiscordMessageAttachment fileSizeBytes. */
        fileSizeBytes: (number|Long);

        /**
         * Encodes the specified DiscordMessageAttachment message. Does not implicitly {@link status.DiscordMessageAttachment.verify|verify} messages.
         * @param message DiscordMessageAttachment message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: status.DiscordMessageAttachment.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a DiscordMessageAttachment message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {status.DiscordMessageAttachment & status.DiscordMessageAttachment.$Shape} DiscordMessageAttachment
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): status.DiscordMessageAttachment & status.DiscordMessageAttachment.$Shape;
    }

    namespace DiscordMessageAttachment {

        /** Properties of a DiscordMessageAttachment. */
        interface $Properties {

            /** DiscordMessageAttachment id */
            id?: (string|null);

            /** DiscordMessageAttachment messageId */
            messageId?: (string|null);

            /** DiscordMessageAttachment url */
            url?: (string|null);

            /** DiscordMessageAttachment fileName */
            fileName?: (string|null);

            /** DiscordMessageAttachment fileSizeBytes */
            fileSizeBytes?: (number|Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a DiscordMessageAttachment. */
        type $Shape = status.DiscordMessageAttachment.$Properties;
    }

    /**
     * Properties of an EditMessage.
     * @deprecated Use status.EditMessage.$Properties instead.
     */
    interface IEditMessage extends status.EditMessage.$Properties {
    }

    /** Represents an EditMessage. */
    class EditMessage {

        /**
         * Constructs a new EditMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: status.EditMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** EditMessage clock. */
        clock: (number|Long);

        /** EditMessage text. */
        text: string;

        /** EditMessage chatId. */
        chatId: string;

        /** EditMessage messageId. */
        messageId: string;

        /** EditMessage messageType. */
        messageType: number;

        /**
         * Encodes the specified EditMessage message. Does not implicitly {@link status.EditMessage.verify|verify} messages.
         * @param message EditMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: status.EditMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an EditMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {status.EditMessage & status.EditMessage.$Shape} EditMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): status.EditMessage & status.EditMessage.$Shape;
    }

    namespace EditMessage {

        /** Properties of an EditMessage. */
        interface $Properties {

            /** EditMessage clock */
            clock?: (number|Long|null);

            /** EditMessage text */
            text?: (string|null);

            /** EditMessage chatId */
            chatId?: (string|null);

            /** EditMessage messageId */
            messageId?: (string|null);

            /** EditMessage messageType */
            messageType?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an EditMessage. */
        type $Shape = status.EditMessage.$Properties;
    }

    /**
     * Properties of a DeleteMessage.
     * @deprecated Use status.DeleteMessage.$Properties instead.
     */
    interface IDeleteMessage extends status.DeleteMessage.$Properties {
    }

    /** Represents a DeleteMessage. */
    class DeleteMessage {

        /**
         * Constructs a new DeleteMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: status.DeleteMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** DeleteMessage clock. */
        clock: (number|Long);

        /** DeleteMessage chatId. */
        chatId: string;

        /** DeleteMessage messageId. */
        messageId: string;

        /** DeleteMessage messageType. */
        messageType: number;

        /**
         * Encodes the specified DeleteMessage message. Does not implicitly {@link status.DeleteMessage.verify|verify} messages.
         * @param message DeleteMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: status.DeleteMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a DeleteMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {status.DeleteMessage & status.DeleteMessage.$Shape} DeleteMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): status.DeleteMessage & status.DeleteMessage.$Shape;
    }

    namespace DeleteMessage {

        /** Properties of a DeleteMessage. */
        interface $Properties {

            /** DeleteMessage clock */
            clock?: (number|Long|null);

            /** DeleteMessage chatId */
            chatId?: (string|null);

            /** DeleteMessage messageId */
            messageId?: (string|null);

            /** DeleteMessage messageType */
            messageType?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a DeleteMessage. */
        type $Shape = status.DeleteMessage.$Properties;
    }

    /**
     * Properties of an EmojiReaction.
     * @deprecated Use status.EmojiReaction.$Properties instead.
     */
    interface IEmojiReaction extends status.EmojiReaction.$Properties {
    }

    /** Represents an EmojiReaction. */
    class EmojiReaction {

        /**
         * Constructs a new EmojiReaction.
         * @param [properties] Properties to set
         */
        constructor(properties?: status.EmojiReaction.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** EmojiReaction clock. */
        clock: (number|Long);

        /** EmojiReaction chatId. */
        chatId: string;

        /** EmojiReaction messageId. */
        messageId: string;

        /** EmojiReaction messageType. */
        messageType: number;

        /** EmojiReaction type. */
        type: number;

        /** EmojiReaction retracted. */
        retracted: boolean;

        /**
         * Encodes the specified EmojiReaction message. Does not implicitly {@link status.EmojiReaction.verify|verify} messages.
         * @param message EmojiReaction message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: status.EmojiReaction.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an EmojiReaction message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {status.EmojiReaction & status.EmojiReaction.$Shape} EmojiReaction
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): status.EmojiReaction & status.EmojiReaction.$Shape;
    }

    namespace EmojiReaction {

        /** Properties of an EmojiReaction. */
        interface $Properties {

            /** EmojiReaction clock */
            clock?: (number|Long|null);

            /** EmojiReaction chatId */
            chatId?: (string|null);

            /** EmojiReaction messageId */
            messageId?: (string|null);

            /** EmojiReaction messageType */
            messageType?: (number|null);

            /** EmojiReaction type */
            type?: (number|null);

            /** EmojiReaction retracted */
            retracted?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an EmojiReaction. */
        type $Shape = status.EmojiReaction.$Properties;
    }

    /**
     * Properties of a PinMessage.
     * @deprecated Use status.PinMessage.$Properties instead.
     */
    interface IPinMessage extends status.PinMessage.$Properties {
    }

    /** Represents a PinMessage. */
    class PinMessage {

        /**
         * Constructs a new PinMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: status.PinMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PinMessage clock. */
        clock: (number|Long);

        /** PinMessage messageId. */
        messageId: string;

        /** PinMessage chatId. */
        chatId: string;

        /** PinMessage pinned. */
        pinned: boolean;

        /** PinMessage messageType. */
        messageType: number;

        /**
         * Encodes the specified PinMessage message. Does not implicitly {@link status.PinMessage.verify|verify} messages.
         * @param message PinMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: status.PinMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PinMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {status.PinMessage & status.PinMessage.$Shape} PinMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): status.PinMessage & status.PinMessage.$Shape;
    }

    namespace PinMessage {

        /** Properties of a PinMessage. */
        interface $Properties {

            /** PinMessage clock */
            clock?: (number|Long|null);

            /** PinMessage messageId */
            messageId?: (string|null);

            /** PinMessage chatId */
            chatId?: (string|null);

            /** PinMessage pinned */
            pinned?: (boolean|null);

            /** PinMessage messageType */
            messageType?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PinMessage. */
        type $Shape = status.PinMessage.$Properties;
    }

    /**
     * Properties of a ChatIdentity.
     * @deprecated Use status.ChatIdentity.$Properties instead.
     */
    interface IChatIdentity extends status.ChatIdentity.$Properties {
    }

    /** Represents a ChatIdentity. */
    class ChatIdentity {

        /**
         * Constructs a new ChatIdentity.
         * @param [properties] Properties to set
         */
        constructor(properties?: status.ChatIdentity.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ChatIdentity clock. */
        clock: (number|Long);

        /** ChatIdentity displayName. */
        displayName: string;

        /**
         * Encodes the specified ChatIdentity message. Does not implicitly {@link status.ChatIdentity.verify|verify} messages.
         * @param message ChatIdentity message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: status.ChatIdentity.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ChatIdentity message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {status.ChatIdentity & status.ChatIdentity.$Shape} ChatIdentity
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): status.ChatIdentity & status.ChatIdentity.$Shape;
    }

    namespace ChatIdentity {

        /** Properties of a ChatIdentity. */
        interface $Properties {

            /** ChatIdentity clock */
            clock?: (number|Long|null);

            /** ChatIdentity displayName */
            displayName?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ChatIdentity. */
        type $Shape = status.ChatIdentity.$Properties;
    }

    /**
     * Properties of a CommunityPermissions.
     * @deprecated Use status.CommunityPermissions.$Properties instead.
     */
    interface ICommunityPermissions extends status.CommunityPermissions.$Properties {
    }

    /** Represents a CommunityPermissions. */
    class CommunityPermissions {

        /**
         * Constructs a new CommunityPermissions.
         * @param [properties] Properties to set
         */
        constructor(properties?: status.CommunityPermissions.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CommunityPermissions access. */
        access: number;

        /**
         * Encodes the specified CommunityPermissions message. Does not implicitly {@link status.CommunityPermissions.verify|verify} messages.
         * @param message CommunityPermissions message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: status.CommunityPermissions.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CommunityPermissions message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {status.CommunityPermissions & status.CommunityPermissions.$Shape} CommunityPermissions
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): status.CommunityPermissions & status.CommunityPermissions.$Shape;
    }

    namespace CommunityPermissions {

        /** Properties of a CommunityPermissions. */
        interface $Properties {

            /** CommunityPermissions access */
            access?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CommunityPermissions. */
        type $Shape = status.CommunityPermissions.$Properties;
    }

    /**
     * Properties of a CommunityChat.
     * @deprecated Use status.CommunityChat.$Properties instead.
     */
    interface ICommunityChat extends status.CommunityChat.$Properties {
    }

    /** Represents a CommunityChat. */
    class CommunityChat {

        /**
         * Constructs a new CommunityChat.
         * @param [properties] Properties to set
         */
        constructor(properties?: status.CommunityChat.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CommunityChat permissions. */
        permissions?: (status.CommunityPermissions.$Properties|null);

        /** CommunityChat identity. */
        identity?: (status.ChatIdentity.$Properties|null);

        /**
         * Encodes the specified CommunityChat message. Does not implicitly {@link status.CommunityChat.verify|verify} messages.
         * @param message CommunityChat message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: status.CommunityChat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CommunityChat message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {status.CommunityChat & status.CommunityChat.$Shape} CommunityChat
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): status.CommunityChat & status.CommunityChat.$Shape;
    }

    namespace CommunityChat {

        /** Properties of a CommunityChat. */
        interface $Properties {

            /** CommunityChat permissions */
            permissions?: (status.CommunityPermissions.$Properties|null);

            /** CommunityChat identity */
            identity?: (status.ChatIdentity.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CommunityChat. */
        type $Shape = status.CommunityChat.$Properties;
    }

    /**
     * Properties of a CommunityDescription.
     * @deprecated Use status.CommunityDescription.$Properties instead.
     */
    interface ICommunityDescription extends status.CommunityDescription.$Properties {
    }

    /** Represents a CommunityDescription. */
    class CommunityDescription {

        /**
         * Constructs a new CommunityDescription.
         * @param [properties] Properties to set
         */
        constructor(properties?: status.CommunityDescription.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CommunityDescription clock. */
        clock: (number|Long);

        /** CommunityDescription permissions. */
        permissions?: (status.CommunityPermissions.$Properties|null);

        /** CommunityDescription identity. */
        identity?: (status.ChatIdentity.$Properties|null);

        /** CommunityDescription chats. */
        chats: { [k: string]: status.CommunityChat.$Properties };

        /** CommunityDescription archiveClock. */
        archiveClock: (number|Long);

        /**
         * Encodes the specified CommunityDescription message. Does not implicitly {@link status.CommunityDescription.verify|verify} messages.
         * @param message CommunityDescription message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: status.CommunityDescription.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CommunityDescription message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {status.CommunityDescription & status.CommunityDescription.$Shape} CommunityDescription
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): status.CommunityDescription & status.CommunityDescription.$Shape;
    }

    namespace CommunityDescription {

        /** Properties of a CommunityDescription. */
        interface $Properties {

            /** CommunityDescription clock */
            clock?: (number|Long|null);

            /** CommunityDescription permissions */
            permissions?: (status.CommunityPermissions.$Properties|null);

            /** CommunityDescription identity */
            identity?: (status.ChatIdentity.$Properties|null);

            /** CommunityDescription chats */
            chats?: ({ [k: string]: status.CommunityChat.$Properties }|null);

            /** CommunityDescription archiveClock */
            archiveClock?: (number|Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CommunityDescription. */
        type $Shape = status.CommunityDescription.$Properties;
    }

    /**
     * Properties of a CommunityRequestToJoin.
     * @deprecated Use status.CommunityRequestToJoin.$Properties instead.
     */
    interface ICommunityRequestToJoin extends status.CommunityRequestToJoin.$Properties {
    }

    /** Represents a CommunityRequestToJoin. */
    class CommunityRequestToJoin {

        /**
         * Constructs a new CommunityRequestToJoin.
         * @param [properties] Properties to set
         */
        constructor(properties?: status.CommunityRequestToJoin.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CommunityRequestToJoin clock. */
        clock: (number|Long);

        /** CommunityRequestToJoin chatId. */
        chatId: string;

        /** CommunityRequestToJoin communityId. */
        communityId: Uint8Array;

        /** CommunityRequestToJoin displayName. */
        displayName: string;

        /**
         * Encodes the specified CommunityRequestToJoin message. Does not implicitly {@link status.CommunityRequestToJoin.verify|verify} messages.
         * @param message CommunityRequestToJoin message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: status.CommunityRequestToJoin.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CommunityRequestToJoin message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {status.CommunityRequestToJoin & status.CommunityRequestToJoin.$Shape} CommunityRequestToJoin
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): status.CommunityRequestToJoin & status.CommunityRequestToJoin.$Shape;
    }

    namespace CommunityRequestToJoin {

        /** Properties of a CommunityRequestToJoin. */
        interface $Properties {

            /** CommunityRequestToJoin clock */
            clock?: (number|Long|null);

            /** CommunityRequestToJoin chatId */
            chatId?: (string|null);

            /** CommunityRequestToJoin communityId */
            communityId?: (Uint8Array|null);

            /** CommunityRequestToJoin displayName */
            displayName?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CommunityRequestToJoin. */
        type $Shape = status.CommunityRequestToJoin.$Properties;
    }

    /**
     * Properties of a CommunityRequestToJoinResponse.
     * @deprecated Use status.CommunityRequestToJoinResponse.$Properties instead.
     */
    interface ICommunityRequestToJoinResponse extends status.CommunityRequestToJoinResponse.$Properties {
    }

    /** Represents a CommunityRequestToJoinResponse. */
    class CommunityRequestToJoinResponse {

        /**
         * Constructs a new CommunityRequestToJoinResponse.
         * @param [properties] Properties to set
         */
        constructor(properties?: status.CommunityRequestToJoinResponse.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CommunityRequestToJoinResponse clock. */
        clock: (number|Long);

        /** CommunityRequestToJoinResponse community. */
        community?: (status.CommunityDescription.$Properties|null);

        /** CommunityRequestToJoinResponse accepted. */
        accepted: boolean;

        /** CommunityRequestToJoinResponse communityId. */
        communityId: Uint8Array;

        /** CommunityRequestToJoinResponse cid. */
        cid: string;

        /**
         * Encodes the specified CommunityRequestToJoinResponse message. Does not implicitly {@link status.CommunityRequestToJoinResponse.verify|verify} messages.
         * @param message CommunityRequestToJoinResponse message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: status.CommunityRequestToJoinResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CommunityRequestToJoinResponse message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {status.CommunityRequestToJoinResponse & status.CommunityRequestToJoinResponse.$Shape} CommunityRequestToJoinResponse
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): status.CommunityRequestToJoinResponse & status.CommunityRequestToJoinResponse.$Shape;
    }

    namespace CommunityRequestToJoinResponse {

        /** Properties of a CommunityRequestToJoinResponse. */
        interface $Properties {

            /** CommunityRequestToJoinResponse clock */
            clock?: (number|Long|null);

            /** CommunityRequestToJoinResponse community */
            community?: (status.CommunityDescription.$Properties|null);

            /** CommunityRequestToJoinResponse accepted */
            accepted?: (boolean|null);

            /** CommunityRequestToJoinResponse communityId */
            communityId?: (Uint8Array|null);

            /** CommunityRequestToJoinResponse cid */
            cid?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CommunityRequestToJoinResponse. */
        type $Shape = status.CommunityRequestToJoinResponse.$Properties;
    }

    /**
     * Properties of a SegmentMessage.
     * @deprecated Use status.SegmentMessage.$Properties instead.
     */
    interface ISegmentMessage extends status.SegmentMessage.$Properties {
    }

    /** Represents a SegmentMessage. */
    class SegmentMessage {

        /**
         * Constructs a new SegmentMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: status.SegmentMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SegmentMessage entireMessageHash. */
        entireMessageHash: Uint8Array;

        /** SegmentMessage index. */
        index: number;

        /** SegmentMessage segmentsCount. */
        segmentsCount: number;

        /** SegmentMessage payload. */
        payload: Uint8Array;

        /** SegmentMessage paritySegmentIndex. */
        paritySegmentIndex: number;

        /** SegmentMessage paritySegmentsCount. */
        paritySegmentsCount: number;

        /**
         * Encodes the specified SegmentMessage message. Does not implicitly {@link status.SegmentMessage.verify|verify} messages.
         * @param message SegmentMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: status.SegmentMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SegmentMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {status.SegmentMessage & status.SegmentMessage.$Shape} SegmentMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): status.SegmentMessage & status.SegmentMessage.$Shape;
    }

    namespace SegmentMessage {

        /** Properties of a SegmentMessage. */
        interface $Properties {

            /** SegmentMessage entireMessageHash */
            entireMessageHash?: (Uint8Array|null);

            /** SegmentMessage index */
            index?: (number|null);

            /** SegmentMessage segmentsCount */
            segmentsCount?: (number|null);

            /** SegmentMessage payload */
            payload?: (Uint8Array|null);

            /** SegmentMessage paritySegmentIndex */
            paritySegmentIndex?: (number|null);

            /** SegmentMessage paritySegmentsCount */
            paritySegmentsCount?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SegmentMessage. */
        type $Shape = status.SegmentMessage.$Properties;
    }
}
