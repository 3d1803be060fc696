/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["test/support"] || ($protobuf.roots["test/support"] = {});

export const waku = $root.waku = (() => {

    /**
     * Namespace waku.
     * @exports waku
     * @namespace
     */
    const waku = {};

    waku.WakuMessage = (function() {

        /**
         * Properties of a WakuMessage.
         * @typedef {Object} waku.WakuMessage.$Properties
         * @property {Uint8Array|null} [payload] WakuMessage payload
         * @property {string|null} [contentTopic] WakuMessage contentTopic
         * @property {number|null} [version] WakuMessage version
         * @property {number|Long|null} [timestamp] WakuMessage timestamp
         * @property {Uint8Array|null} [meta] WakuMessage meta
         * @property {Uint8Array|null} [rateLimitProof] WakuMessage rateLimitProof
         * @property {boolean|null} [ephemeral] WakuMessage ephemeral
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a WakuMessage.
         * @memberof waku
         * @interface IWakuMessage
         * @augments waku.WakuMessage.$Properties
         * @deprecated Use waku.WakuMessage.$Properties instead.
         */

        /**
         * Shape of a WakuMessage.
         * @typedef {waku.WakuMessage.$Properties} waku.WakuMessage.$Shape
         */

        /**
         * Constructs a new WakuMessage.
         * @memberof waku
         * @classdesc Represents a WakuMessage.
         * @constructor
         * @param {waku.WakuMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const WakuMessage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * WakuMessage payload.
         * @member {Uint8Array} payload
         * @memberof waku.WakuMessage
         * @instance
         */
        WakuMessage.prototype.payload = $util.newBuffer([]);

        /**
         * WakuMessage contentTopic.
         * @member {string} contentTopic
         * @memberof waku.WakuMessage
         * @instance
         */
        WakuMessage.prototype.contentTopic = "";

        /**
         * WakuMessage version.
         * @member {number|null|undefined} version
         * @memberof waku.WakuMessage
         * @instance
         */
        WakuMessage.prototype.version = null;

        /**
         * WakuMessage timestamp.
         * @member {number|Long|null|undefined} timestamp
         * @memberof waku.WakuMessage
         * @instance
         */
        WakuMessage.prototype.timestamp = null;

        /**
         * WakuMessage meta.
         * @member {Uint8Array|null|undefined} meta
         * @memberof waku.WakuMessage
         * @instance
         */
        WakuMessage.prototype.meta = null;

        /**
         * WakuMessage rateLimitProof.
         * @member {Uint8Array|null|undefined} rateLimitProof
         * @memberof waku.WakuMessage
         * @instance
         */
        WakuMessage.prototype.rateLimitProof = null;

        /**
         * WakuMessage ephemeral.
         * @member {boolean|null|undefined} ephemeral
         * @memberof waku.WakuMessage
         * @instance
         */
        WakuMessage.prototype.ephemeral = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(WakuMessage.prototype, "_version", {
            get: $util.oneOfGetter($oneOfFields = ["version"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(WakuMessage.prototype, "_timestamp", {
            get: $util.oneOfGetter($oneOfFields = ["timestamp"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(WakuMessage.prototype, "_meta", {
            get: $util.oneOfGetter($oneOfFields = ["meta"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(WakuMessage.prototype, "_rateLimitProof", {
            get: $util.oneOfGetter($oneOfFields = ["rateLimitProof"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(WakuMessage.prototype, "_ephemeral", {
            get: $util.oneOfGetter($oneOfFields = ["ephemeral"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified WakuMessage message. Does not implicitly {@link waku.WakuMessage.verify|verify} messages.
         * @function encode
         * @memberof waku.WakuMessage
         * @static
         * @param {waku.WakuMessage.$Properties} message WakuMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        WakuMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.payload != null && $Object.hasOwnProperty.call(message, "payload") && message.payload.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.payload);
            if (message.contentTopic != null && $Object.hasOwnProperty.call(message, "contentTopic") && message.contentTopic !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.contentTopic);
            if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.version);
            if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
                writer.uint32(/* id 10, wireType 0 =*/80).sint64(message.timestamp);
            if (message.meta != null && $Object.hasOwnProperty.call(message, "meta"))
                writer.uint32(/* id 11, wireType 2 =*/90).bytes(message.meta);
            if (message.rateLimitProof != null && $Object.hasOwnProperty.call(message, "rateLimitProof"))
                writer.uint32(/* id 21, wireType 2 =*/170).bytes(message.rateLimitProof);
            if (message.ephemeral != null && $Object.hasOwnProperty.call(message, "ephemeral"))
                writer.uint32(/* id 31, wireType 0 =*/248).bool(message.ephemeral);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a WakuMessage message from the specified reader or buffer.
         * @function decode
         * @memberof waku.WakuMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {waku.WakuMessage & waku.WakuMessage.$Shape} WakuMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        WakuMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.waku.WakuMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.payload = value;
                        else
                            delete message.payload;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.contentTopic = value;
                        else
                            delete message.contentTopic;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        message.version = reader.uint32();
                        message._version = "version";
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        message.timestamp = reader.sint64();
                        message._timestamp = "timestamp";
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        message.meta = reader.bytes();
                        message._meta = "meta";
                        continue;
                    }
                case 21: {
                        if (wireType !== 2)
                            break;
                        message.rateLimitProof = reader.bytes();
                        message._rateLimitProof = "rateLimitProof";
                        continue;
                    }
                case 31: {
                        if (wireType !== 0)
                            break;
                        message.ephemeral = reader.bool();
                        message._ephemeral = "ephemeral";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return WakuMessage;
    })();

    return waku;
})();

export const history = $root.history = (() => {

    /**
     * Namespace history.
     * @exports history
     * @namespace
     */
    const history = {};

    history.WakuMessageArchiveMetadata = (function() {

        /**
         * Properties of a WakuMessageArchiveMetadata.
         * @typedef {Object} history.WakuMessageArchiveMetadata.$Properties
         * @property {number|null} [version] WakuMessageArchiveMetadata version
         * @property {number|Long|null} [from] WakuMessageArchiveMetadata from
         * @property {number|Long|null} [to] WakuMessageArchiveMetadata to
         * @property {Array.<string>|null} [contentTopic] WakuMessageArchiveMetadata contentTopic
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a WakuMessageArchiveMetadata.
         * @memberof history
         * @interface IWakuMessageArchiveMetadata
         * @augments history.WakuMessageArchiveMetadata.$Properties
         * @deprecated Use history.WakuMessageArchiveMetadata.$Properties instead.
         */

        /**
         * Shape of a WakuMessageArchiveMetadata.
         * @typedef {history.WakuMessageArchiveMetadata.$Properties} history.WakuMessageArchiveMetadata.$Shape
         */

        /**
         * Constructs a new WakuMessageArchiveMetadata.
         * @memberof history
         * @classdesc Represents a WakuMessageArchiveMetadata.
         * @constructor
         * @param {history.WakuMessageArchiveMetadata.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const WakuMessageArchiveMetadata = function (properties) {
            this.contentTopic = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * WakuMessageArchiveMetadata version.
         * @member {number} version
         * @memberof history.WakuMessageArchiveMetadata
         * @instance
         */
        WakuMessageArchiveMetadata.prototype.version = 0;

        /**
         * WakuMessageArchiveMetadata from.
         * @member {number|Long} from
         * @memberof history.WakuMessageArchiveMetadata
         * @instance
         */
        WakuMessageArchiveMetadata.prototype.from = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * WakuMessageArchiveMetadata to.
         * @member {number|Long} to
         * @memberof history.WakuMessageArchiveMetadata
         * @instance
         */
        WakuMessageArchiveMetadata.prototype.to = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * WakuMessageArchiveMetadata contentTopic.
         * @member {Array.<string>} contentTopic
         * @memberof history.WakuMessageArchiveMetadata
         * @instance
         */
        WakuMessageArchiveMetadata.prototype.contentTopic = $util.emptyArray;

        /**
         * Encodes the specified WakuMessageArchiveMetadata message. Does not implicitly {@link history.WakuMessageArchiveMetadata.verify|verify} messages.
         * @function encode
         * @memberof history.WakuMessageArchiveMetadata
         * @static
         * @param {history.WakuMessageArchiveMetadata.$Properties} message WakuMessageArchiveMetadata message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        WakuMessageArchiveMetadata.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.version);
            if (message.from != null && $Object.hasOwnProperty.call(message, "from") && (typeof message.from === "object" ? message.from.low || message.from.high : message.from !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.from);
            if (message.to != null && $Object.hasOwnProperty.call(message, "to") && (typeof message.to === "object" ? message.to.low || message.to.high : message.to !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.to);
            if (message.contentTopic != null && message.contentTopic.length)
                for (let i = 0; i < message.contentTopic.length; ++i)
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.contentTopic[i]);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a WakuMessageArchiveMetadata message from the specified reader or buffer.
         * @function decode
         * @memberof history.WakuMessageArchiveMetadata
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {history.WakuMessageArchiveMetadata & history.WakuMessageArchiveMetadata.$Shape} WakuMessageArchiveMetadata
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        WakuMessageArchiveMetadata.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.history.WakuMessageArchiveMetadata();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.version = value;
                        else
                            delete message.version;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.from = value;
                        else
                            delete message.from;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.to = value;
                        else
                            delete message.to;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if (!(message.contentTopic && message.contentTopic.length))
                            message.contentTopic = [];
                        message.contentTopic.push(reader.stringVerify());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return WakuMessageArchiveMetadata;
    })();

    history.WakuMessageArchive = (function() {

        /**
         * Properties of a WakuMessageArchive.
         * @typedef {Object} history.WakuMessageArchive.$Properties
         * @property {number|null} [version] WakuMessageArchive version
         * @property {history.WakuMessageArchiveMetadata.$Properties|null} [metadata] WakuMessageArchive metadata
         * @property {Array.<waku.WakuMessage.$Properties>|null} [messages] WakuMessageArchive messages
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a WakuMessageArchive.
         * @memberof history
         * @interface IWakuMessageArchive
         * @augments history.WakuMessageArchive.$Properties
         * @deprecated Use history.WakuMessageArchive.$Properties instead.
         */

        /**
         * Shape of a WakuMessageArchive.
         * @typedef {history.WakuMessageArchive.$Properties} history.WakuMessageArchive.$Shape
         */

        /**
         * Constructs a new WakuMessageArchive.
         * @memberof history
         * @classdesc Represents a WakuMessageArchive.
         * @constructor
         * @param {history.WakuMessageArchive.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const WakuMessageArchive = function (properties) {
            this.messages = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * WakuMessageArchive version.
         * @member {number} version
         * @memberof history.WakuMessageArchive
         * @instance
         */
        WakuMessageArchive.prototype.version = 0;

        /**
         * WakuMessageArchive metadata.
         * @member {history.WakuMessageArchiveMetadata.$Properties|null|undefined} metadata
         * @memberof history.WakuMessageArchive
         * @instance
         */
        WakuMessageArchive.prototype.metadata = null;

        /**
         * WakuMessageArchive messages.
         * @member {Array.<waku.WakuMessage.$Properties>} messages
         * @memberof history.WakuMessageArchive
         * @instance
         */
        WakuMessageArchive.prototype.messages = $util.emptyArray;

        /**
         * Encodes the specified WakuMessageArchive message. Does not implicitly {@link history.WakuMessageArchive.verify|verify} messages.
         * @function encode
         * @memberof history.WakuMessageArchive
         * @static
         * @param {history.WakuMessageArchive.$Properties} message WakuMessageArchive message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        WakuMessageArchive.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.version);
            if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
                $root.history.WakuMessageArchiveMetadata.encode(message.metadata, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.messages != null && message.messages.length)
                for (let i = 0; i < message.messages.length; ++i)
                    $root.waku.WakuMessage.encode(message.messages[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a WakuMessageArchive message from the specified reader or buffer.
         * @function decode
         * @memberof history.WakuMessageArchive
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {history.WakuMessageArchive & history.WakuMessageArchive.$Shape} WakuMessageArchive
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        WakuMessageArchive.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.history.WakuMessageArchive();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.version = value;
                        else
                            delete message.version;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.metadata = $root.history.WakuMessageArchiveMetadata.decode(reader, reader.size(), $undefined, _depth + 1, message.metadata);
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.messages && message.messages.length))
                            message.messages = [];
                        message.messages.push($root.waku.WakuMessage.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return WakuMessageArchive;
    })();

    history.WakuMessageArchiveIndexMetadata = (function() {

        /**
         * Properties of a WakuMessageArchiveIndexMetadata.
         * @typedef {Object} history.WakuMessageArchiveIndexMetadata.$Properties
         * @property {number|null} [version] WakuMessageArchiveIndexMetadata version
         * @property {history.WakuMessageArchiveMetadata.$Properties|null} [metadata] WakuMessageArchiveIndexMetadata metadata
         * @property {string|null} [cid] WakuMessageArchiveIndexMetadata cid
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a WakuMessageArchiveIndexMetadata.
         * @memberof history
         * @interface IWakuMessageArchiveIndexMetadata
         * @augments history.WakuMessageArchiveIndexMetadata.$Properties
         * @deprecated Use history.WakuMessageArchiveIndexMetadata.$Properties instead.
         */

        /**
         * Shape of a WakuMessageArchiveIndexMetadata.
         * @typedef {history.WakuMessageArchiveIndexMetadata.$Properties} history.WakuMessageArchiveIndexMetadata.$Shape
         */

        /**
         * Constructs a new WakuMessageArchiveIndexMetadata.
         * @memberof history
         * @classdesc Represents a WakuMessageArchiveIndexMetadata.
         * @constructor
         * @param {history.WakuMessageArchiveIndexMetadata.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const WakuMessageArchiveIndexMetadata = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * WakuMessageArchiveIndexMetadata version.
         * @member {number} version
         * @memberof history.WakuMessageArchiveIndexMetadata
         * @instance
         */
        WakuMessageArchiveIndexMetadata.prototype.version = 0;

        /**
         * WakuMessageArchiveIndexMetadata metadata.
         * @member {history.WakuMessageArchiveMetadata.$Properties|null|undefined} metadata
         * @memberof history.WakuMessageArchiveIndexMetadata
         * @instance
         */
        WakuMessageArchiveIndexMetadata.prototype.metadata = null;

        /**
         * WakuMessageArchiveIndexMetadata cid.
         * @member {string} cid
         * @memberof history.WakuMessageArchiveIndexMetadata
         * @instance
         */
        WakuMessageArchiveIndexMetadata.prototype.cid = "";

        /**
         * Encodes the specified WakuMessageArchiveIndexMetadata message. Does not implicitly {@link history.WakuMessageArchiveIndexMetadata.verify|verify} messages.
         * @function encode
         * @memberof history.WakuMessageArchiveIndexMetadata
         * @static
         * @param {history.WakuMessageArchiveIndexMetadata.$Properties} message WakuMessageArchiveIndexMetadata message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        WakuMessageArchiveIndexMetadata.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.version);
            if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
                $root.history.WakuMessageArchiveMetadata.encode(message.metadata, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.cid != null && $Object.hasOwnProperty.call(message, "cid") && message.cid !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.cid);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a WakuMessageArchiveIndexMetadata message from the specified reader or buffer.
         * @function decode
         * @memberof history.WakuMessageArchiveIndexMetadata
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {history.WakuMessageArchiveIndexMetadata & history.WakuMessageArchiveIndexMetadata.$Shape} WakuMessageArchiveIndexMetadata
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        WakuMessageArchiveIndexMetadata.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.history.WakuMessageArchiveIndexMetadata();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.version = value;
                        else
                            delete message.version;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.metadata = $root.history.WakuMessageArchiveMetadata.decode(reader, reader.size(), $undefined, _depth + 1, message.metadata);
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.cid = value;
                        else
                            delete message.cid;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return WakuMessageArchiveIndexMetadata;
    })();

    history.WakuMessageArchiveIndex = (function() {

        /**
         * Properties of a WakuMessageArchiveIndex.
         * @typedef {Object} history.WakuMessageArchiveIndex.$Properties
         * @property {Object.<string,history.WakuMessageArchiveIndexMetadata.$Properties>|null} [archives] WakuMessageArchiveIndex archives
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a WakuMessageArchiveIndex.
         * @memberof history
         * @interface IWakuMessageArchiveIndex
         * @augments history.WakuMessageArchiveIndex.$Properties
         * @deprecated Use history.WakuMessageArchiveIndex.$Properties instead.
         */

        /**
         * Shape of a WakuMessageArchiveIndex.
         * @typedef {history.WakuMessageArchiveIndex.$Properties} history.WakuMessageArchiveIndex.$Shape
         */

        /**
         * Constructs a new WakuMessageArchiveIndex.
         * @memberof history
         * @classdesc Represents a WakuMessageArchiveIndex.
         * @constructor
         * @param {history.WakuMessageArchiveIndex.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const WakuMessageArchiveIndex = function (properties) {
            this.archives = {};
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * WakuMessageArchiveIndex archives.
         * @member {Object.<string,history.WakuMessageArchiveIndexMetadata.$Properties>} archives
         * @memberof history.WakuMessageArchiveIndex
         * @instance
         */
        WakuMessageArchiveIndex.prototype.archives = $util.emptyObject;

        /**
         * Encodes the specified WakuMessageArchiveIndex message. Does not implicitly {@link history.WakuMessageArchiveIndex.verify|verify} messages.
         * @function encode
         * @memberof history.WakuMessageArchiveIndex
         * @static
         * @param {history.WakuMessageArchiveIndex.$Properties} message WakuMessageArchiveIndex message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        WakuMessageArchiveIndex.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.archives != null && $Object.hasOwnProperty.call(message, "archives"))
                for (let keys = $Object.keys(message.archives), i = 0; i < keys.length; ++i) {
                    writer.uint32(/* id 1, wireType 2 =*/10).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]);
                    $root.history.WakuMessageArchiveIndexMetadata.encode(message.archives[keys[i]], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim().ldelim();
                }
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a WakuMessageArchiveIndex message from the specified reader or buffer.
         * @function decode
         * @memberof history.WakuMessageArchiveIndex
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {history.WakuMessageArchiveIndex & history.WakuMessageArchiveIndex.$Shape} WakuMessageArchiveIndex
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        WakuMessageArchiveIndex.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, key, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.history.WakuMessageArchiveIndex();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (message.archives === $util.emptyObject)
                            message.archives = {};
                        let end2 = reader.size() + reader.pos;
                        if (end2 > reader.len)
                            throw $RangeError("index out of range");
                        reader.len = end2;
                        key = "";
                        value = null;
                        while (reader.pos < end2) {
                            let tag2 = reader.tag();
                            wireType = tag2 & 7;
                            switch (tag2 >>>= 3) {
                            case 1:
                                if (wireType !== 2)
                                    break;
                                key = reader.stringVerify();
                                continue;
                            case 2:
                                if (wireType !== 2)
                                    break;
                                value = $root.history.WakuMessageArchiveIndexMetadata.decode(reader, reader.size(), $undefined, _depth + 1, value);
                                continue;
                            }
                            reader.skipType(wireType, _depth, tag2);
                        }
                        if (reader.pos !== end2)
                            throw $RangeError("index out of range");
                        reader.len = end;
                        if (key === "__proto__")
                            $util.makeProp(message.archives, key);
                        message.archives[key] = value || new $root.history.WakuMessageArchiveIndexMetadata();
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return WakuMessageArchiveIndex;
    })();

    history.CommunityMessageArchive = (function() {

        /**
         * Properties of a CommunityMessageArchive.
         * @typedef {Object} history.CommunityMessageArchive.$Properties
         * @property {number|Long|null} [clock] CommunityMessageArchive clock
         * @property {string|null} [cid] CommunityMessageArchive cid
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a CommunityMessageArchive.
         * @memberof history
         * @interface ICommunityMessageArchive
         * @augments history.CommunityMessageArchive.$Properties
         * @deprecated Use history.CommunityMessageArchive.$Properties instead.
         */

        /**
         * Shape of a CommunityMessageArchive.
         * @typedef {history.CommunityMessageArchive.$Properties} history.CommunityMessageArchive.$Shape
         */

        /**
         * Constructs a new CommunityMessageArchive.
         * @memberof history
         * @classdesc Represents a CommunityMessageArchive.
         * @constructor
         * @param {history.CommunityMessageArchive.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const CommunityMessageArchive = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * CommunityMessageArchive clock.
         * @member {number|Long} clock
         * @memberof history.CommunityMessageArchive
         * @instance
         */
        CommunityMessageArchive.prototype.clock = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * CommunityMessageArchive cid.
         * @member {string} cid
         * @memberof history.CommunityMessageArchive
         * @instance
         */
        CommunityMessageArchive.prototype.cid = "";

        /**
         * Encodes the specified CommunityMessageArchive message. Does not implicitly {@link history.CommunityMessageArchive.verify|verify} messages.
         * @function encode
         * @memberof history.CommunityMessageArchive
         * @static
         * @param {history.CommunityMessageArchive.$Properties} message CommunityMessageArchive message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        CommunityMessageArchive.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.clock != null && $Object.hasOwnProperty.call(message, "clock") && (typeof message.clock === "object" ? message.clock.low || message.clock.high : message.clock !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.clock);
            if (message.cid != null && $Object.hasOwnProperty.call(message, "cid") && message.cid !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.cid);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a CommunityMessageArchive message from the specified reader or buffer.
         * @function decode
         * @memberof history.CommunityMessageArchive
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {history.CommunityMessageArchive & history.CommunityMessageArchive.$Shape} CommunityMessageArchive
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        CommunityMessageArchive.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.history.CommunityMessageArchive();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.clock = value;
                        else
                            delete message.clock;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.cid = value;
                        else
                            delete message.cid;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return CommunityMessageArchive;
    })();

    return history;
})();

export const status = $root.status = (() => {

    /**
     * Namespace status.
     * @exports status
     * @namespace
     */
    const status = {};

    status.ApplicationMetadataMessage = (function() {

        /**
         * Properties of an ApplicationMetadataMessage.
         * @typedef {Object} status.ApplicationMetadataMessage.$Properties
         * @property {Uint8Array|null} [signature] ApplicationMetadataMessage signature
         * @property {Uint8Array|null} [payload] ApplicationMetadataMessage payload
         * @property {number|null} [type] ApplicationMetadataMessage type
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an ApplicationMetadataMessage.
         * @memberof status
         * @interface IApplicationMetadataMessage
         * @augments status.ApplicationMetadataMessage.$Properties
         * @deprecated Use status.ApplicationMetadataMessage.$Properties instead.
         */

        /**
         * Shape of an ApplicationMetadataMessage.
         * @typedef {status.ApplicationMetadataMessage.$Properties} status.ApplicationMetadataMessage.$Shape
         */

        /**
         * Constructs a new ApplicationMetadataMessage.
         * @memberof status
         * @classdesc Represents an ApplicationMetadataMessage.
         * @constructor
         * @param {status.ApplicationMetadataMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const ApplicationMetadataMessage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ApplicationMetadataMessage signature.
         * @member {Uint8Array} signature
         * @memberof status.ApplicationMetadataMessage
         * @instance
         */
        ApplicationMetadataMessage.prototype.signature = $util.newBuffer([]);

        /**
         * ApplicationMetadataMessage payload.
         * @member {Uint8Array} payload
         * @memberof status.ApplicationMetadataMessage
         * @instance
         */
        ApplicationMetadataMessage.prototype.payload = $util.newBuffer([]);

        /**
         * ApplicationMetadataMessage type.
         * @member {number} type
         * @memberof status.ApplicationMetadataMessage
         * @instance
         */
        ApplicationMetadataMessage.prototype.type = 0;

        /**
         * Encodes the specified ApplicationMetadataMessage message. Does not implicitly {@link status.ApplicationMetadataMessage.verify|verify} messages.
         * @function encode
         * @memberof status.ApplicationMetadataMessage
         * @static
         * @param {status.ApplicationMetadataMessage.$Properties} message ApplicationMetadataMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ApplicationMetadataMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.signature);
            if (message.payload != null && $Object.hasOwnProperty.call(message, "payload") && message.payload.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.payload);
            if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).int32(message.type);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an ApplicationMetadataMessage message from the specified reader or buffer.
         * @function decode
         * @memberof status.ApplicationMetadataMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {status.ApplicationMetadataMessage & status.ApplicationMetadataMessage.$Shape} ApplicationMetadataMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ApplicationMetadataMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.status.ApplicationMetadataMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.signature = value;
                        else
                            delete message.signature;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.payload = value;
                        else
                            delete message.payload;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.type = value;
                        else
                            delete message.type;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ApplicationMetadataMessage;
    })();

    status.ProtocolMessage = (function() {

        /**
         * Properties of a ProtocolMessage.
         * @typedef {Object} status.ProtocolMessage.$Properties
         * @property {Uint8Array|null} [publicMessage] ProtocolMessage publicMessage
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a ProtocolMessage.
         * @memberof status
         * @interface IProtocolMessage
         * @augments status.ProtocolMessage.$Properties
         * @deprecated Use status.ProtocolMessage.$Properties instead.
         */

        /**
         * Shape of a ProtocolMessage.
         * @typedef {status.ProtocolMessage.$Properties} status.ProtocolMessage.$Shape
         */

        /**
         * Constructs a new ProtocolMessage.
         * @memberof status
         * @classdesc Represents a ProtocolMessage.
         * @constructor
         * @param {status.ProtocolMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const ProtocolMessage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ProtocolMessage publicMessage.
         * @member {Uint8Array} publicMessage
         * @memberof status.ProtocolMessage
         * @instance
         */
        ProtocolMessage.prototype.publicMessage = $util.newBuffer([]);

        /**
         * Encodes the specified ProtocolMessage message. Does not implicitly {@link status.ProtocolMessage.verify|verify} messages.
         * @function encode
         * @memberof status.ProtocolMessage
         * @static
         * @param {status.ProtocolMessage.$Properties} message ProtocolMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ProtocolMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.publicMessage != null && $Object.hasOwnProperty.call(message, "publicMessage") && message.publicMessage.length)
                writer.uint32(/* id 102, wireType 2 =*/818).bytes(message.publicMessage);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a ProtocolMessage message from the specified reader or buffer.
         * @function decode
         * @memberof status.ProtocolMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {status.ProtocolMessage & status.ProtocolMessage.$Shape} ProtocolMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ProtocolMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.status.ProtocolMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 102: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.publicMessage = value;
                        else
                            delete message.publicMessage;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ProtocolMessage;
    })();

    status.ChatMessage = (function() {

        /**
         * Properties of a ChatMessage.
         * @typedef {Object} status.ChatMessage.$Properties
         * @property {number|Long|null} [clock] ChatMessage clock
         * @property {number|Long|null} [timestamp] ChatMessage timestamp
         * @property {string|null} [text] ChatMessage text
         * @property {string|null} [responseTo] ChatMessage responseTo
         * @property {string|null} [ensName] ChatMessage ensName
         * @property {string|null} [chatId] ChatMessage chatId
         * @property {number|null} [messageType] ChatMessage messageType
         * @property {number|null} [contentType] ChatMessage contentType
         * @property {status.DiscordMessage.$Properties|null} [discordMessage] ChatMessage discordMessage
         * @property {string|null} [displayName] ChatMessage displayName
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a ChatMessage.
         * @memberof status
         * @interface IChatMessage
         * @augments status.ChatMessage.$Properties
         * @deprecated Use status.ChatMessage.$Properties instead.
         */

        /**
         * Shape of a ChatMessage.
         * @typedef {status.ChatMessage.$Properties} status.ChatMessage.$Shape
         */

        /**
         * Constructs a new ChatMessage.
         * @memberof status
         * @classdesc Represents a ChatMessage.
         * @constructor
         * @param {status.ChatMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const ChatMessage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ChatMessage clock.
         * @member {number|Long} clock
         * @memberof status.ChatMessage
         * @instance
         */
        ChatMessage.prototype.clock = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * ChatMessage timestamp.
         * @member {number|Long} timestamp
         * @memberof status.ChatMessage
         * @instance
         */
        ChatMessage.prototype.timestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * ChatMessage text.
         * @member {string} text
         * @memberof status.ChatMessage
         * @instance
         */
        ChatMessage.prototype.text = "";

        /**
         * ChatMessage responseTo.
         * @member {string} responseTo
         * @memberof status.ChatMessage
         * @instance
         */
        ChatMessage.prototype.responseTo = "";

        /**
         * ChatMessage ensName.
         * @member {string} ensName
         * @memberof status.ChatMessage
         * @instance
         */
        ChatMessage.prototype.ensName = "";

        /**
         * ChatMessage chatId.
         * @member {string} chatId
         * @memberof status.ChatMessage
         * @instance
         */
        ChatMessage.prototype.chatId = "";

        /**
         * ChatMessage messageType.
         * @member {number} messageType
         * @memberof status.ChatMessage
         * @instance
         */
        ChatMessage.prototype.messageType = 0;

        /**
         * ChatMessage contentType.
         * @member {number} contentType
         * @memberof status.ChatMessage
         * @instance
         */
        ChatMessage.prototype.contentType = 0;

        /**
         * ChatMessage discordMessage.
         * @member {status.DiscordMessage.$Properties|null|undefined} discordMessage
         * @memberof status.ChatMessage
         * @instance
         */
        ChatMessage.prototype.discordMessage = null;

        /**
         * ChatMessage displayName.
         * @member {string} displayName
         * @memberof status.ChatMessage
         * @instance
         */
        ChatMessage.prototype.displayName = "";

        /**
         * Encodes the specified ChatMessage message. Does not implicitly {@link status.ChatMessage.verify|verify} messages.
         * @function encode
         * @memberof status.ChatMessage
         * @static
         * @param {status.ChatMessage.$Properties} message ChatMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ChatMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.clock != null && $Object.hasOwnProperty.call(message, "clock") && (typeof message.clock === "object" ? message.clock.low || message.clock.high : message.clock !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.clock);
            if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp") && (typeof message.timestamp === "object" ? message.timestamp.low || message.timestamp.high : message.timestamp !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.timestamp);
            if (message.text != null && $Object.hasOwnProperty.call(message, "text") && message.text !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.text);
            if (message.responseTo != null && $Object.hasOwnProperty.call(message, "responseTo") && message.responseTo !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.responseTo);
            if (message.ensName != null && $Object.hasOwnProperty.call(message, "ensName") && message.ensName !== "")
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.ensName);
            if (message.chatId != null && $Object.hasOwnProperty.call(message, "chatId") && message.chatId !== "")
                writer.uint32(/* id 6, wireType 2 =*/50).string(message.chatId);
            if (message.messageType != null && $Object.hasOwnProperty.call(message, "messageType") && message.messageType !== 0)
                writer.uint32(/* id 7, wireType 0 =*/56).int32(message.messageType);
            if (message.contentType != null && $Object.hasOwnProperty.call(message, "contentType") && message.contentType !== 0)
                writer.uint32(/* id 8, wireType 0 =*/64).int32(message.contentType);
            if (message.displayName != null && $Object.hasOwnProperty.call(message, "displayName") && message.displayName !== "")
                writer.uint32(/* id 14, wireType 2 =*/114).string(message.displayName);
            if (message.discordMessage != null && $Object.hasOwnProperty.call(message, "discordMessage"))
                $root.status.DiscordMessage.encode(message.discordMessage, writer.uint32(/* id 99, wireType 2 =*/794).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a ChatMessage message from the specified reader or buffer.
         * @function decode
         * @memberof status.ChatMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {status.ChatMessage & status.ChatMessage.$Shape} ChatMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ChatMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.status.ChatMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.clock = value;
                        else
                            delete message.clock;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.timestamp = value;
                        else
                            delete message.timestamp;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.text = value;
                        else
                            delete message.text;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.responseTo = value;
                        else
                            delete message.responseTo;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.ensName = value;
                        else
                            delete message.ensName;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.chatId = value;
                        else
                            delete message.chatId;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.messageType = value;
                        else
                            delete message.messageType;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.contentType = value;
                        else
                            delete message.contentType;
                        continue;
                    }
                case 99: {
                        if (wireType !== 2)
                            break;
                        message.discordMessage = $root.status.DiscordMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.discordMessage);
                        continue;
                    }
                case 14: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.displayName = value;
                        else
                            delete message.displayName;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ChatMessage;
    })();

    status.DiscordMessage = (function() {

        /**
         * Properties of a DiscordMessage.
         * @typedef {Object} status.DiscordMessage.$Properties
         * @property {string|null} [id] DiscordMessage id
         * @property {string|null} [type] DiscordMessage type
         * @property {string|null} [timestamp] DiscordMessage timestamp
         * @property {string|null} [timestampEdited] DiscordMessage timestampEdited
         * @property {string|null} [content] DiscordMessage content
         * @property {status.DiscordMessageAuthor.$Properties|null} [author] DiscordMessage author
         * @property {status.DiscordMessageReference.$Properties|null} [reference] DiscordMessage reference
         * @property {Array.<status.DiscordMessageAttachment.$Properties>|null} [attachments] DiscordMessage attachments
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a DiscordMessage.
         * @memberof status
         * @interface IDiscordMessage
         * @augments status.DiscordMessage.$Properties
         * @deprecated Use status.DiscordMessage.$Properties instead.
         */

        /**
         * Shape of a DiscordMessage.
         * @typedef {status.DiscordMessage.$Properties} status.DiscordMessage.$Shape
         */

        /**
         * Constructs a new DiscordMessage.
         * @memberof status
         * @classdesc Represents a DiscordMessage.
         * @constructor
         * @param {status.DiscordMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const DiscordMessage = function (properties) {
            this.attachments = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * DiscordMessage id.
         * @member {string} id
         * @memberof status.DiscordMessage
         * @instance
         */
        DiscordMessage.prototype.id = "";

        /**
         * DiscordMessage type.
         * @member {string} type
         * @memberof status.DiscordMessage
         * @instance
         */
        DiscordMessage.prototype.type = "";

        /**
         * DiscordMessage timestamp.
         * @member {string} timestamp
         * @memberof status.DiscordMessage
         * @instance
         */
        DiscordMessage.prototype.timestamp = "";

        /**
         * DiscordMessage timestampEdited.
         * @member {string} timestampEdited
         * @memberof status.DiscordMessage
         * @instance
         */
        DiscordMessage.prototype.timestampEdited = "";

        /**
         * DiscordMessage content.
         * @member {string} content
         * @memberof status.DiscordMessage
         * @instance
         */
        DiscordMessage.prototype.content = "";

        /**
         * DiscordMessage author.
         * @member {status.DiscordMessageAuthor.$Properties|null|undefined} author
         * @memberof status.DiscordMessage
         * @instance
         */
        DiscordMessage.prototype.author = null;

        /**
         * DiscordMessage reference.
         * @member {status.DiscordMessageReference.$Properties|null|undefined} reference
         * @memberof status.DiscordMessage
         * @instance
         */
        DiscordMessage.prototype.reference = null;

        /**
         * DiscordMessage attachments.
         * @member {Array.<status.DiscordMessageAttachment.$Properties>} attachments
         * @memberof status.DiscordMessage
         * @instance
         */
        DiscordMessage.prototype.attachments = $util.emptyArray;

        /**
         * Encodes the specified DiscordMessage message. Does not implicitly {@link status.DiscordMessage.verify|verify} messages.
         * @function encode
         * @memberof status.DiscordMessage
         * @static
         * @param {status.DiscordMessage.$Properties} message DiscordMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        DiscordMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
            if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.type);
            if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp") && message.timestamp !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.timestamp);
            if (message.timestampEdited != null && $Object.hasOwnProperty.call(message, "timestampEdited") && message.timestampEdited !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.timestampEdited);
            if (message.content != null && $Object.hasOwnProperty.call(message, "content") && message.content !== "")
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.content);
            if (message.author != null && $Object.hasOwnProperty.call(message, "author"))
                $root.status.DiscordMessageAuthor.encode(message.author, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
            if (message.reference != null && $Object.hasOwnProperty.call(message, "reference"))
                $root.status.DiscordMessageReference.encode(message.reference, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
            if (message.attachments != null && message.attachments.length)
                for (let i = 0; i < message.attachments.length; ++i)
                    $root.status.DiscordMessageAttachment.encode(message.attachments[i], writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a DiscordMessage message from the specified reader or buffer.
         * @function decode
         * @memberof status.DiscordMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {status.DiscordMessage & status.DiscordMessage.$Shape} DiscordMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        DiscordMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.status.DiscordMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.type = value;
                        else
                            delete message.type;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.timestamp = value;
                        else
                            delete message.timestamp;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.timestampEdited = value;
                        else
                            delete message.timestampEdited;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.content = value;
                        else
                            delete message.content;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.author = $root.status.DiscordMessageAuthor.decode(reader, reader.size(), $undefined, _depth + 1, message.author);
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        message.reference = $root.status.DiscordMessageReference.decode(reader, reader.size(), $undefined, _depth + 1, message.reference);
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        if (!(message.attachments && message.attachments.length))
                            message.attachments = [];
                        message.attachments.push($root.status.DiscordMessageAttachment.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return DiscordMessage;
    })();

    status.DiscordMessageAuthor = (function() {

        /**
         * Properties of a DiscordMessageAuthor.
         * @typedef {Object} status.DiscordMessageAuthor.$Properties
         * @property {string|null} [id] DiscordMessageAuthor id
         * @property {string|null} [name] DiscordMessageAuthor name
         * @property {string|null} [discriminator] DiscordMessageAuthor discriminator
         * @property {string|null} [nickname] DiscordMessageAuthor nickname
         * @property {string|null} [avatarUrl] DiscordMessageAuthor avatarUrl
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a DiscordMessageAuthor.
         * @memberof status
         * @interface IDiscordMessageAuthor
         * @augments status.DiscordMessageAuthor.$Properties
         * @deprecated Use status.DiscordMessageAuthor.$Properties instead.
         */

        /**
         * Shape of a DiscordMessageAuthor.
         * @typedef {status.DiscordMessageAuthor.$Properties} status.DiscordMessageAuthor.$Shape
         */

        /**
         * Constructs a new DiscordMessageAuthor.
         * @memberof status
         * @classdesc Represents a DiscordMessageAuthor.
         * @constructor
         * @param {status.DiscordMessageAuthor.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const DiscordMessageAuthor = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * DiscordMessageAuthor id.
         * @member {string} id
         * @memberof status.DiscordMessageAuthor
         * @instance
         */
        DiscordMessageAuthor.prototype.id = "";

        /**
         * DiscordMessageAuthor name.
         * @member {string} name
         * @memberof status.DiscordMessageAuthor
         * @instance
         */
        DiscordMessageAuthor.prototype.name = "";

        /**
         * DiscordMessageAuthor discriminator.
         * @member {string} discriminator
         * @memberof status.DiscordMessageAuthor
         * @instance
         */
        DiscordMessageAuthor.prototype.discriminator = "";

        /**
         * DiscordMessageAuthor nickname.
         * @member {string} nickname
         * @memberof status.DiscordMessageAuthor
         * @instance
         */
        DiscordMessageAuthor.prototype.nickname = "";

        /**
         * DiscordMessageAuthor avatarUrl.
         * @member {string} avatarUrl
         * @memberof status.DiscordMessageAuthor
         * @instance
         */
        DiscordMessageAuthor.prototype.avatarUrl = "";

        /**
         * Encodes the specified DiscordMessageAuthor message. Does not implicitly {@link status.DiscordMessageAuthor.verify|verify} messages.
         * @function encode
         * @memberof status.DiscordMessageAuthor
         * @static
         * @param {status.DiscordMessageAuthor.$Properties} message DiscordMessageAuthor message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        DiscordMessageAuthor.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.name);
            if (message.discriminator != null && $Object.hasOwnProperty.call(message, "discriminator") && message.discriminator !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.discriminator);
            if (message.nickname != null && $Object.hasOwnProperty.call(message, "nickname") && message.nickname !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.nickname);
            if (message.avatarUrl != null && $Object.hasOwnProperty.call(message, "avatarUrl") && message.avatarUrl !== "")
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.avatarUrl);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a DiscordMessageAuthor message from the specified reader or buffer.
         * @function decode
         * @memberof status.DiscordMessageAuthor
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {status.DiscordMessageAuthor & status.DiscordMessageAuthor.$Shape} DiscordMessageAuthor
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        DiscordMessageAuthor.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.status.DiscordMessageAuthor();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.discriminator = value;
                        else
                            delete message.discriminator;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.nickname = value;
                        else
                            delete message.nickname;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.avatarUrl = value;
                        else
                            delete message.avatarUrl;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return DiscordMessageAuthor;
    })();

    status.DiscordMessageReference = (function() {

        /**
         * Properties of a DiscordMessageReference.
         * @typedef {Object} status.DiscordMessageReference.$Properties
         * @property {string|null} [messageId] DiscordMessageReference messageId
         * @property {string|null} [channelId] DiscordMessageReference channelId
         * @property {string|null} [guildId] DiscordMessageReference guildId
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a DiscordMessageReference.
         * @memberof status
         * @interface IDiscordMessageReference
         * @augments status.DiscordMessageReference.$Properties
         * @deprecated Use status.DiscordMessageReference.$Properties instead.
         */

        /**
         * Shape of a DiscordMessageReference.
         * @typedef {status.DiscordMessageReference.$Properties} status.DiscordMessageReference.$Shape
         */

        /**
         * Constructs a new DiscordMessageReference.
         * @memberof status
         * @classdesc Represents a DiscordMessageReference.
         * @constructor
         * @param {status.DiscordMessageReference.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const DiscordMessageReference = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * DiscordMessageReference messageId.
         * @member {string} messageId
         * @memberof status.DiscordMessageReference
         * @instance
         */
        DiscordMessageReference.prototype.messageId = "";

        /**
         * DiscordMessageReference channelId.
         * @member {string} channelId
         * @memberof status.DiscordMessageReference
         * @instance
         */
        DiscordMessageReference.prototype.channelId = "";

        /**
         * DiscordMessageReference guildId.
         * @member {string} guildId
         * @memberof status.DiscordMessageReference
         * @instance
         */
        DiscordMessageReference.prototype.guildId = "";

        /**
         * Encodes the specified DiscordMessageReference message. Does not implicitly {@link status.DiscordMessageReference.verify|verify} messages.
         * @function encode
         * @memberof status.DiscordMessageReference
         * @static
         * @param {status.DiscordMessageReference.$Properties} message DiscordMessageReference message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        DiscordMessageReference.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.messageId != null && $Object.hasOwnProperty.call(message, "messageId") && message.messageId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.messageId);
            if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId") && message.channelId !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.channelId);
            if (message.guildId != null && $Object.hasOwnProperty.call(message, "guildId") && message.guildId !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.guildId);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a DiscordMessageReference message from the specified reader or buffer.
         * @function decode
         * @memberof status.DiscordMessageReference
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {status.DiscordMessageReference & status.DiscordMessageReference.$Shape} DiscordMessageReference
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        DiscordMessageReference.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.status.DiscordMessageReference();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.messageId = value;
                        else
                            delete message.messageId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.channelId = value;
                        else
                            delete message.channelId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.guildId = value;
                        else
                            delete message.guildId;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return DiscordMessageReference;
    })();

    status.DiscordMessageAttachment = (function() {

        /**
         * Properties of a DiscordMessageAttachment.
         * @typedef {Object} status.DiscordMessageAttachment.$Properties
         * @property {string|null} [id] DiscordMessageAttachment id
         * @property {string|null} [messageId] DiscordMessageAttachment messageId
         * @property {string|null} [url] DiscordMessageAttachment url
         * @property {string|null} [fileName] DiscordMessageAttachment fileName
         * @property {number|Long|null} [fileSizeBytes] DiscordMessageAttachment fileSizeBytes
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a DiscordMessageAttachment.
         * @memberof status
         * @interface IDiscordMessageAttachment
         * @augments status.DiscordMessageAttachment.$Properties
         * @deprecated Use status.DiscordMessageAttachment.$Properties instead.
         */

        /**
         * Shape of a DiscordMessageAttachment.
         * @typedef {status.DiscordMessageAttachment.$Properties} status.DiscordMessageAttachment.$Shape
         */

        /**
         * Constructs a new DiscordMessageAttachment.
         * @memberof status
         * @classdesc Represents a DiscordMessageAttachment.
         * @constructor
         * @param {status.DiscordMessageAttachment.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const DiscordMessageAttachment = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * DiscordMessageAttachment id.
         * @member {string} id
         * @memberof status.DiscordMessageAttachment
         * @instance
         */
        DiscordMessageAttachment.prototype.id = "";

        /**
         * DiscordMessageAttachment messageId.
         * @member {string} messageId
         * @memberof status.DiscordMessageAttachment
         * @instance
         */
        DiscordMessageAttachment.prototype.messageId = "";

        /**
         * DiscordMessageAttachment url.
         * @member {string} url
         * @memberof status.DiscordMessageAttachment
         * @instance
         */
        DiscordMessageAttachment.prototype.url = "";

        /**
         * DiscordMessageAttachment fileName.
         * @member {string} fileName
         * @memberof status.DiscordMessageAttachment
         * @instance
         */
        DiscordMessageAttachment.prototype.fileName = "";

        /**
         * DiscordMessageAttachment fileSizeBytes.
         * @member {number|Long} fileSizeBytes
         * @memberof status.DiscordMessageAttachment
         * @instance
         */
        DiscordMessageAttachment.prototype.fileSizeBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified DiscordMessageAttachment message. Does not implicitly {@link status.DiscordMessageAttachment.verify|verify} messages.
         * @function encode
         * @memberof status.DiscordMessageAttachment
         * @static
         * @param {status.DiscordMessageAttachment.$Properties} message DiscordMessageAttachment message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        DiscordMessageAttachment.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
            if (message.messageId != null && $Object.hasOwnProperty.call(message, "messageId") && message.messageId !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.messageId);
            if (message.url != null && $Object.hasOwnProperty.call(message, "url") && message.url !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.url);
            if (message.fileName != null && $Object.hasOwnProperty.call(message, "fileName") && message.fileName !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.fileName);
            if (message.fileSizeBytes != null && $Object.hasOwnProperty.call(message, "fileSizeBytes") && (typeof message.fileSizeBytes === "object" ? message.fileSizeBytes.low || message.fileSizeBytes.high : message.fileSizeBytes !== 0))
                writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.fileSizeBytes);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a DiscordMessageAttachment message from the specified reader or buffer.
         * @function decode
         * @memberof status.DiscordMessageAttachment
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {status.DiscordMessageAttachment & status.DiscordMessageAttachment.$Shape} DiscordMessageAttachment
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        DiscordMessageAttachment.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.status.DiscordMessageAttachment();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.messageId = value;
                        else
                            delete message.messageId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.url = value;
                        else
                            delete message.url;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.fileName = value;
                        else
                            delete message.fileName;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.fileSizeBytes = value;
                        else
                            delete message.fileSizeBytes;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return DiscordMessageAttachment;
    })();

    status.EditMessage = (function() {

        /**
         * Properties of an EditMessage.
         * @typedef {Object} status.EditMessage.$Properties
         * @property {number|Long|null} [clock] EditMessage clock
         * @property {string|null} [text] EditMessage text
         * @property {string|null} [chatId] EditMessage chatId
         * @property {string|null} [messageId] EditMessage messageId
         * @property {number|null} [messageType] EditMessage messageType
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an EditMessage.
         * @memberof status
         * @interface IEditMessage
         * @augments status.EditMessage.$Properties
         * @deprecated Use status.EditMessage.$Properties instead.
         */

        /**
         * Shape of an EditMessage.
         * @typedef {status.EditMessage.$Properties} status.EditMessage.$Shape
         */

        /**
         * Constructs a new EditMessage.
         * @memberof status
         * @classdesc Represents an EditMessage.
         * @constructor
         * @param {status.EditMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const EditMessage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * EditMessage clock.
         * @member {number|Long} clock
         * @memberof status.EditMessage
         * @instance
         */
        EditMessage.prototype.clock = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * EditMessage text.
         * @member {string} text
         * @memberof status.EditMessage
         * @instance
         */
        EditMessage.prototype.text = "";

        /**
         * EditMessage chatId.
         * @member {string} chatId
         * @memberof status.EditMessage
         * @instance
         */
        EditMessage.prototype.chatId = "";

        /**
         * EditMessage messageId.
         * @member {string} messageId
         * @memberof status.EditMessage
         * @instance
         */
        EditMessage.prototype.messageId = "";

        /**
         * EditMessage messageType.
         * @member {number} messageType
         * @memberof status.EditMessage
         * @instance
         */
        EditMessage.prototype.messageType = 0;

        /**
         * Encodes the specified EditMessage message. Does not implicitly {@link status.EditMessage.verify|verify} messages.
         * @function encode
         * @memberof status.EditMessage
         * @static
         * @param {status.EditMessage.$Properties} message EditMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        EditMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.clock != null && $Object.hasOwnProperty.call(message, "clock") && (typeof message.clock === "object" ? message.clock.low || message.clock.high : message.clock !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.clock);
            if (message.text != null && $Object.hasOwnProperty.call(message, "text") && message.text !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.text);
            if (message.chatId != null && $Object.hasOwnProperty.call(message, "chatId") && message.chatId !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.chatId);
            if (message.messageId != null && $Object.hasOwnProperty.call(message, "messageId") && message.messageId !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.messageId);
            if (message.messageType != null && $Object.hasOwnProperty.call(message, "messageType") && message.messageType !== 0)
                writer.uint32(/* id 6, wireType 0 =*/48).int32(message.messageType);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an EditMessage message from the specified reader or buffer.
         * @function decode
         * @memberof status.EditMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {status.EditMessage & status.EditMessage.$Shape} EditMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        EditMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.status.EditMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.clock = value;
                        else
                            delete message.clock;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.text = value;
                        else
                            delete message.text;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.chatId = value;
                        else
                            delete message.chatId;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.messageId = value;
                        else
                            delete message.messageId;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.messageType = value;
                        else
                            delete message.messageType;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return EditMessage;
    })();

    status.DeleteMessage = (function() {

        /**
         * Properties of a DeleteMessage.
         * @typedef {Object} status.DeleteMessage.$Properties
         * @property {number|Long|null} [clock] DeleteMessage clock
         * @property {string|null} [chatId] DeleteMessage chatId
         * @property {string|null} [messageId] DeleteMessage messageId
         * @property {number|null} [messageType] DeleteMessage messageType
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a DeleteMessage.
         * @memberof status
         * @interface IDeleteMessage
         * @augments status.DeleteMessage.$Properties
         * @deprecated Use status.DeleteMessage.$Properties instead.
         */

        /**
         * Shape of a DeleteMessage.
         * @typedef {status.DeleteMessage.$Properties} status.DeleteMessage.$Shape
         */

        /**
         * Constructs a new DeleteMessage.
         * @memberof status
         * @classdesc Represents a DeleteMessage.
         * @constructor
         * @param {status.DeleteMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const DeleteMessage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * DeleteMessage clock.
         * @member {number|Long} clock
         * @memberof status.DeleteMessage
         * @instance
         */
        DeleteMessage.prototype.clock = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * DeleteMessage chatId.
         * @member {string} chatId
         * @memberof status.DeleteMessage
         * @instance
         */
        DeleteMessage.prototype.chatId = "";

        /**
         * DeleteMessage messageId.
         * @member {string} messageId
         * @memberof status.DeleteMessage
         * @instance
         */
        DeleteMessage.prototype.messageId = "";

        /**
         * DeleteMessage messageType.
         * @member {number} messageType
         * @memberof status.DeleteMessage
         * @instance
         */
        DeleteMessage.prototype.messageType = 0;

        /**
         * Encodes the specified DeleteMessage message. Does not implicitly {@link status.DeleteMessage.verify|verify} messages.
         * @function encode
         * @memberof status.DeleteMessage
         * @static
         * @param {status.DeleteMessage.$Properties} message DeleteMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        DeleteMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.clock != null && $Object.hasOwnProperty.call(message, "clock") && (typeof message.clock === "object" ? message.clock.low || message.clock.high : message.clock !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.clock);
            if (message.chatId != null && $Object.hasOwnProperty.call(message, "chatId") && message.chatId !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.chatId);
            if (message.messageId != null && $Object.hasOwnProperty.call(message, "messageId") && message.messageId !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.messageId);
            if (message.messageType != null && $Object.hasOwnProperty.call(message, "messageType") && message.messageType !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).int32(message.messageType);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a DeleteMessage message from the specified reader or buffer.
         * @function decode
         * @memberof status.DeleteMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {status.DeleteMessage & status.DeleteMessage.$Shape} DeleteMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        DeleteMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.status.DeleteMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.clock = value;
                        else
                            delete message.clock;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.chatId = value;
                        else
                            delete message.chatId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.messageId = value;
                        else
                            delete message.messageId;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.messageType = value;
                        else
                            delete message.messageType;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return DeleteMessage;
    })();

    status.EmojiReaction = (function() {

        /**
         * Properties of an EmojiReaction.
         * @typedef {Object} status.EmojiReaction.$Properties
         * @property {number|Long|null} [clock] EmojiReaction clock
         * @property {string|null} [chatId] EmojiReaction chatId
         * @property {string|null} [messageId] EmojiReaction messageId
         * @property {number|null} [messageType] EmojiReaction messageType
         * @property {number|null} [type] EmojiReaction type
         * @property {boolean|null} [retracted] EmojiReaction retracted
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an EmojiReaction.
         * @memberof status
         * @interface IEmojiReaction
         * @augments status.EmojiReaction.$Properties
         * @deprecated Use status.EmojiReaction.$Properties instead.
         */

        /**
         * Shape of an EmojiReaction.
         * @typedef {status.EmojiReaction.$Properties} status.EmojiReaction.$Shape
         */

        /**
         * Constructs a new EmojiReaction.
         * @memberof status
         * @classdesc Represents an EmojiReaction.
         * @constructor
         * @param {status.EmojiReaction.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const EmojiReaction = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * EmojiReaction clock.
         * @member {number|Long} clock
         * @memberof status.EmojiReaction
         * @instance
         */
        EmojiReaction.prototype.clock = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * EmojiReaction chatId.
         * @member {string} chatId
         * @memberof status.EmojiReaction
         * @instance
         */
        EmojiReaction.prototype.chatId = "";

        /**
         * EmojiReaction messageId.
         * @member {string} messageId
         * @memberof status.EmojiReaction
         * @instance
         */
        EmojiReaction.prototype.messageId = "";

        /**
         * EmojiReaction messageType.
         * @member {number} messageType
         * @memberof status.EmojiReaction
         * @instance
         */
        EmojiReaction.prototype.messageType = 0;

        /**
         * EmojiReaction type.
         * @member {number} type
         * @memberof status.EmojiReaction
         * @instance
         */
        EmojiReaction.prototype.type = 0;

        /**
         * EmojiReaction retracted.
         * @member {boolean} retracted
         * @memberof status.EmojiReaction
         * @instance
         */
        EmojiReaction.prototype.retracted = false;

        /**
         * Encodes the specified EmojiReaction message. Does not implicitly {@link status.EmojiReaction.verify|verify} messages.
         * @function encode
         * @memberof status.EmojiReaction
         * @static
         * @param {status.EmojiReaction.$Properties} message EmojiReaction message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        EmojiReaction.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.clock != null && $Object.hasOwnProperty.call(message, "clock") && (typeof message.clock === "object" ? message.clock.low || message.clock.high : message.clock !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.clock);
            if (message.chatId != null && $Object.hasOwnProperty.call(message, "chatId") && message.chatId !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.chatId);
            if (message.messageId != null && $Object.hasOwnProperty.call(message, "messageId") && message.messageId !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.messageId);
            if (message.messageType != null && $Object.hasOwnProperty.call(message, "messageType") && message.messageType !== 0)
                writer.uint32(/* id 4, wireType 0 =*/32).int32(message.messageType);
            if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).int32(message.type);
            if (message.retracted != null && $Object.hasOwnProperty.call(message, "retracted") && message.retracted !== false)
                writer.uint32(/* id 6, wireType 0 =*/48).bool(message.retracted);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an EmojiReaction message from the specified reader or buffer.
         * @function decode
         * @memberof status.EmojiReaction
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {status.EmojiReaction & status.EmojiReaction.$Shape} EmojiReaction
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        EmojiReaction.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.status.EmojiReaction();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.clock = value;
                        else
                            delete message.clock;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.chatId = value;
                        else
                            delete message.chatId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.messageId = value;
                        else
                            delete message.messageId;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.messageType = value;
                        else
                            delete message.messageType;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.type = value;
                        else
                            delete message.type;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.retracted = value;
                        else
                            delete message.retracted;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return EmojiReaction;
    })();

    status.PinMessage = (function() {

        /**
         * Properties of a PinMessage.
         * @typedef {Object} status.PinMessage.$Properties
         * @property {number|Long|null} [clock] PinMessage clock
         * @property {string|null} [messageId] PinMessage messageId
         * @property {string|null} [chatId] PinMessage chatId
         * @property {boolean|null} [pinned] PinMessage pinned
         * @property {number|null} [messageType] PinMessage messageType
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a PinMessage.
         * @memberof status
         * @interface IPinMessage
         * @augments status.PinMessage.$Properties
         * @deprecated Use status.PinMessage.$Properties instead.
         */

        /**
         * Shape of a PinMessage.
         * @typedef {status.PinMessage.$Properties} status.PinMessage.$Shape
         */

        /**
         * Constructs a new PinMessage.
         * @memberof status
         * @classdesc Represents a PinMessage.
         * @constructor
         * @param {status.PinMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const PinMessage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * PinMessage clock.
         * @member {number|Long} clock
         * @memberof status.PinMessage
         * @instance
         */
        PinMessage.prototype.clock = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * PinMessage messageId.
         * @member {string} messageId
         * @memberof status.PinMessage
         * @instance
         */
        PinMessage.prototype.messageId = "";

        /**
         * PinMessage chatId.
         * @member {string} chatId
         * @memberof status.PinMessage
         * @instance
         */
        PinMessage.prototype.chatId = "";

        /**
         * PinMessage pinned.
         * @member {boolean} pinned
         * @memberof status.PinMessage
         * @instance
         */
        PinMessage.prototype.pinned = false;

        /**
         * PinMessage messageType.
         * @member {number} messageType
         * @memberof status.PinMessage
         * @instance
         */
        PinMessage.prototype.messageType = 0;

        /**
         * Encodes the specified PinMessage message. Does not implicitly {@link status.PinMessage.verify|verify} messages.
         * @function encode
         * @memberof status.PinMessage
         * @static
         * @param {status.PinMessage.$Properties} message PinMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        PinMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.clock != null && $Object.hasOwnProperty.call(message, "clock") && (typeof message.clock === "object" ? message.clock.low || message.clock.high : message.clock !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.clock);
            if (message.messageId != null && $Object.hasOwnProperty.call(message, "messageId") && message.messageId !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.messageId);
            if (message.chatId != null && $Object.hasOwnProperty.call(message, "chatId") && message.chatId !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.chatId);
            if (message.pinned != null && $Object.hasOwnProperty.call(message, "pinned") && message.pinned !== false)
                writer.uint32(/* id 4, wireType 0 =*/32).bool(message.pinned);
            if (message.messageType != null && $Object.hasOwnProperty.call(message, "messageType") && message.messageType !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).int32(message.messageType);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a PinMessage message from the specified reader or buffer.
         * @function decode
         * @memberof status.PinMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {status.PinMessage & status.PinMessage.$Shape} PinMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        PinMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.status.PinMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.clock = value;
                        else
                            delete message.clock;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.messageId = value;
                        else
                            delete message.messageId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.chatId = value;
                        else
                            delete message.chatId;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.pinned = value;
                        else
                            delete message.pinned;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.messageType = value;
                        else
                            delete message.messageType;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return PinMessage;
    })();

    status.ChatIdentity = (function() {

        /**
         * Properties of a ChatIdentity.
         * @typedef {Object} status.ChatIdentity.$Properties
         * @property {number|Long|null} [clock] ChatIdentity clock
         * @property {string|null} [displayName] ChatIdentity displayName
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a ChatIdentity.
         * @memberof status
         * @interface IChatIdentity
         * @augments status.ChatIdentity.$Properties
         * @deprecated Use status.ChatIdentity.$Properties instead.
         */

        /**
         * Shape of a ChatIdentity.
         * @typedef {status.ChatIdentity.$Properties} status.ChatIdentity.$Shape
         */

        /**
         * Constructs a new ChatIdentity.
         * @memberof status
         * @classdesc Represents a ChatIdentity.
         * @constructor
         * @param {status.ChatIdentity.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const ChatIdentity = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ChatIdentity clock.
         * @member {number|Long} clock
         * @memberof status.ChatIdentity
         * @instance
         */
        ChatIdentity.prototype.clock = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * ChatIdentity displayName.
         * @member {string} displayName
         * @memberof status.ChatIdentity
         * @instance
         */
        ChatIdentity.prototype.displayName = "";

        /**
         * Encodes the specified ChatIdentity message. Does not implicitly {@link status.ChatIdentity.verify|verify} messages.
         * @function encode
         * @memberof status.ChatIdentity
         * @static
         * @param {status.ChatIdentity.$Properties} message ChatIdentity message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ChatIdentity.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.clock != null && $Object.hasOwnProperty.call(message, "clock") && (typeof message.clock === "object" ? message.clock.low || message.clock.high : message.clock !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.clock);
            if (message.displayName != null && $Object.hasOwnProperty.call(message, "displayName") && message.displayName !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.displayName);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a ChatIdentity message from the specified reader or buffer.
         * @function decode
         * @memberof status.ChatIdentity
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {status.ChatIdentity & status.ChatIdentity.$Shape} ChatIdentity
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ChatIdentity.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.status.ChatIdentity();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.clock = value;
                        else
                            delete message.clock;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.displayName = value;
                        else
                            delete message.displayName;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ChatIdentity;
    })();

    status.CommunityPermissions = (function() {

        /**
         * Properties of a CommunityPermissions.
         * @typedef {Object} status.CommunityPermissions.$Properties
         * @property {number|null} [access] CommunityPermissions access
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a CommunityPermissions.
         * @memberof status
         * @interface ICommunityPermissions
         * @augments status.CommunityPermissions.$Properties
         * @deprecated Use status.CommunityPermissions.$Properties instead.
         */

        /**
         * Shape of a CommunityPermissions.
         * @typedef {status.CommunityPermissions.$Properties} status.CommunityPermissions.$Shape
         */

        /**
         * Constructs a new CommunityPermissions.
         * @memberof status
         * @classdesc Represents a CommunityPermissions.
         * @constructor
         * @param {status.CommunityPermissions.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const CommunityPermissions = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * CommunityPermissions access.
         * @member {number} access
         * @memberof status.CommunityPermissions
         * @instance
         */
        CommunityPermissions.prototype.access = 0;

        /**
         * Encodes the specified CommunityPermissions message. Does not implicitly {@link status.CommunityPermissions.verify|verify} messages.
         * @function encode
         * @memberof status.CommunityPermissions
         * @static
         * @param {status.CommunityPermissions.$Properties} message CommunityPermissions message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        CommunityPermissions.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.access != null && $Object.hasOwnProperty.call(message, "access") && message.access !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).int32(message.access);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a CommunityPermissions message from the specified reader or buffer.
         * @function decode
         * @memberof status.CommunityPermissions
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {status.CommunityPermissions & status.CommunityPermissions.$Shape} CommunityPermissions
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        CommunityPermissions.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.status.CommunityPermissions();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.access = value;
                        else
                            delete message.access;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return CommunityPermissions;
    })();

    status.CommunityChat = (function() {

        /**
         * Properties of a CommunityChat.
         * @typedef {Object} status.CommunityChat.$Properties
         * @property {status.CommunityPermissions.$Properties|null} [permissions] CommunityChat permissions
         * @property {status.ChatIdentity.$Properties|null} [identity] CommunityChat identity
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a CommunityChat.
         * @memberof status
         * @interface ICommunityChat
         * @augments status.CommunityChat.$Properties
         * @deprecated Use status.CommunityChat.$Properties instead.
         */

        /**
         * Shape of a CommunityChat.
         * @typedef {status.CommunityChat.$Properties} status.CommunityChat.$Shape
         */

        /**
         * Constructs a new CommunityChat.
         * @memberof status
         * @classdesc Represents a CommunityChat.
         * @constructor
         * @param {status.CommunityChat.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const CommunityChat = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * CommunityChat permissions.
         * @member {status.CommunityPermissions.$Properties|null|undefined} permissions
         * @memberof status.CommunityChat
         * @instance
         */
        CommunityChat.prototype.permissions = null;

        /**
         * CommunityChat identity.
         * @member {status.ChatIdentity.$Properties|null|undefined} identity
         * @memberof status.CommunityChat
         * @instance
         */
        CommunityChat.prototype.identity = null;

        /**
         * Encodes the specified CommunityChat message. Does not implicitly {@link status.CommunityChat.verify|verify} messages.
         * @function encode
         * @memberof status.CommunityChat
         * @static
         * @param {status.CommunityChat.$Properties} message CommunityChat message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        CommunityChat.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.permissions != null && $Object.hasOwnProperty.call(message, "permissions"))
                $root.status.CommunityPermissions.encode(message.permissions, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.identity != null && $Object.hasOwnProperty.call(message, "identity"))
                $root.status.ChatIdentity.encode(message.identity, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a CommunityChat message from the specified reader or buffer.
         * @function decode
         * @memberof status.CommunityChat
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {status.CommunityChat & status.CommunityChat.$Shape} CommunityChat
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        CommunityChat.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.status.CommunityChat();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.permissions = $root.status.CommunityPermissions.decode(reader, reader.size(), $undefined, _depth + 1, message.permissions);
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.identity = $root.status.ChatIdentity.decode(reader, reader.size(), $undefined, _depth + 1, message.identity);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return CommunityChat;
    })();

    status.CommunityDescription = (function() {

        /**
         * Properties of a CommunityDescription.
         * @typedef {Object} status.CommunityDescription.$Properties
         * @property {number|Long|null} [clock] CommunityDescription clock
         * @property {status.CommunityPermissions.$Properties|null} [permissions] CommunityDescription permissions
         * @property {status.ChatIdentity.$Properties|null} [identity] CommunityDescription identity
         * @property {Object.<string,status.CommunityChat.$Properties>|null} [chats] CommunityDescription chats
         * @property {number|Long|null} [archiveClock] CommunityDescription archiveClock
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a CommunityDescription.
         * @memberof status
         * @interface ICommunityDescription
         * @augments status.CommunityDescription.$Properties
         * @deprecated Use status.CommunityDescription.$Properties instead.
         */

        /**
         * Shape of a CommunityDescription.
         * @typedef {status.CommunityDescription.$Properties} status.CommunityDescription.$Shape
         */

        /**
         * Constructs a new CommunityDescription.
         * @memberof status
         * @classdesc Represents a CommunityDescription.
         * @constructor
         * @param {status.CommunityDescription.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const CommunityDescription = function (properties) {
            this.chats = {};
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * CommunityDescription clock.
         * @member {number|Long} clock
         * @memberof status.CommunityDescription
         * @instance
         */
        CommunityDescription.prototype.clock = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * CommunityDescription permissions.
         * @member {status.CommunityPermissions.$Properties|null|undefined} permissions
         * @memberof status.CommunityDescription
         * @instance
         */
        CommunityDescription.prototype.permissions = null;

        /**
         * CommunityDescription identity.
         * @member {status.ChatIdentity.$Properties|null|undefined} identity
         * @memberof status.CommunityDescription
         * @instance
         */
        CommunityDescription.prototype.identity = null;

        /**
         * CommunityDescription chats.
         * @member {Object.<string,status.CommunityChat.$Properties>} chats
         * @memberof status.CommunityDescription
         * @instance
         */
        CommunityDescription.prototype.chats = $util.emptyObject;

        /**
         * CommunityDescription archiveClock.
         * @member {number|Long} archiveClock
         * @memberof status.CommunityDescription
         * @instance
         */
        CommunityDescription.prototype.archiveClock = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified CommunityDescription message. Does not implicitly {@link status.CommunityDescription.verify|verify} messages.
         * @function encode
         * @memberof status.CommunityDescription
         * @static
         * @param {status.CommunityDescription.$Properties} message CommunityDescription message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        CommunityDescription.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.clock != null && $Object.hasOwnProperty.call(message, "clock") && (typeof message.clock === "object" ? message.clock.low || message.clock.high : message.clock !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.clock);
            if (message.permissions != null && $Object.hasOwnProperty.call(message, "permissions"))
                $root.status.CommunityPermissions.encode(message.permissions, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.identity != null && $Object.hasOwnProperty.call(message, "identity"))
                $root.status.ChatIdentity.encode(message.identity, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
            if (message.chats != null && $Object.hasOwnProperty.call(message, "chats"))
                for (let keys = $Object.keys(message.chats), i = 0; i < keys.length; ++i) {
                    writer.uint32(/* id 6, wireType 2 =*/50).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]);
                    $root.status.CommunityChat.encode(message.chats[keys[i]], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim().ldelim();
                }
            if (message.archiveClock != null && $Object.hasOwnProperty.call(message, "archiveClock") && (typeof message.archiveClock === "object" ? message.archiveClock.low || message.archiveClock.high : message.archiveClock !== 0))
                writer.uint32(/* id 9, wireType 0 =*/72).uint64(message.archiveClock);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a CommunityDescription message from the specified reader or buffer.
         * @function decode
         * @memberof status.CommunityDescription
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {status.CommunityDescription & status.CommunityDescription.$Shape} CommunityDescription
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        CommunityDescription.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, key, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.status.CommunityDescription();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.clock = value;
                        else
                            delete message.clock;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.permissions = $root.status.CommunityPermissions.decode(reader, reader.size(), $undefined, _depth + 1, message.permissions);
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.identity = $root.status.ChatIdentity.decode(reader, reader.size(), $undefined, _depth + 1, message.identity);
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if (message.chats === $util.emptyObject)
                            message.chats = {};
                        let end2 = reader.size() + reader.pos;
                        if (end2 > reader.len)
                            throw $RangeError("index out of range");
                        reader.len = end2;
                        key = "";
                        value = null;
                        while (reader.pos < end2) {
                            let tag2 = reader.tag();
                            wireType = tag2 & 7;
                            switch (tag2 >>>= 3) {
                            case 1:
                                if (wireType !== 2)
                                    break;
                                key = reader.stringVerify();
                                continue;
                            case 2:
                                if (wireType !== 2)
                                    break;
                                value = $root.status.CommunityChat.decode(reader, reader.size(), $undefined, _depth + 1, value);
                                continue;
                            }
                            reader.skipType(wireType, _depth, tag2);
                        }
                        if (reader.pos !== end2)
                            throw $RangeError("index out of range");
                        reader.len = end;
                        if (key === "__proto__")
                            $util.makeProp(message.chats, key);
                        message.chats[key] = value || new $root.status.CommunityChat();
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.archiveClock = value;
                        else
                            delete message.archiveClock;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return CommunityDescription;
    })();

    status.CommunityRequestToJoin = (function() {

        /**
         * Properties of a CommunityRequestToJoin.
         * @typedef {Object} status.CommunityRequestToJoin.$Properties
         * @property {number|Long|null} [clock] CommunityRequestToJoin clock
         * @property {string|null} [chatId] CommunityRequestToJoin chatId
         * @property {Uint8Array|null} [communityId] CommunityRequestToJoin communityId
         * @property {string|null} [displayName] CommunityRequestToJoin displayName
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a CommunityRequestToJoin.
         * @memberof status
         * @interface ICommunityRequestToJoin
         * @augments status.CommunityRequestToJoin.$Properties
         * @deprecated Use status.CommunityRequestToJoin.$Properties instead.
         */

        /**
         * Shape of a CommunityRequestToJoin.
         * @typedef {status.CommunityRequestToJoin.$Properties} status.CommunityRequestToJoin.$Shape
         */

        /**
         * Constructs a new CommunityRequestToJoin.
         * @memberof status
         * @classdesc Represents a CommunityRequestToJoin.
         * @constructor
         * @param {status.CommunityRequestToJoin.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const CommunityRequestToJoin = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * CommunityRequestToJoin clock.
         * @member {number|Long} clock
         * @memberof status.CommunityRequestToJoin
         * @instance
         */
        CommunityRequestToJoin.prototype.clock = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * CommunityRequestToJoin chatId.
         * @member {string} chatId
         * @memberof status.CommunityRequestToJoin
         * @instance
         */
        CommunityRequestToJoin.prototype.chatId = "";

        /**
         * CommunityRequestToJoin communityId.
         * @member {Uint8Array} communityId
         * @memberof status.CommunityRequestToJoin
         * @instance
         */
        CommunityRequestToJoin.prototype.communityId = $util.newBuffer([]);

        /**
         * CommunityRequestToJoin displayName.
         * @member {string} displayName
         * @memberof status.CommunityRequestToJoin
         * @instance
         */
        CommunityRequestToJoin.prototype.displayName = "";

        /**
         * Encodes the specified CommunityRequestToJoin message. Does not implicitly {@link status.CommunityRequestToJoin.verify|verify} messages.
         * @function encode
         * @memberof status.CommunityRequestToJoin
         * @static
         * @param {status.CommunityRequestToJoin.$Properties} message CommunityRequestToJoin message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        CommunityRequestToJoin.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.clock != null && $Object.hasOwnProperty.call(message, "clock") && (typeof message.clock === "object" ? message.clock.low || message.clock.high : message.clock !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.clock);
            if (message.chatId != null && $Object.hasOwnProperty.call(message, "chatId") && message.chatId !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.chatId);
            if (message.communityId != null && $Object.hasOwnProperty.call(message, "communityId") && message.communityId.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.communityId);
            if (message.displayName != null && $Object.hasOwnProperty.call(message, "displayName") && message.displayName !== "")
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.displayName);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a CommunityRequestToJoin message from the specified reader or buffer.
         * @function decode
         * @memberof status.CommunityRequestToJoin
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {status.CommunityRequestToJoin & status.CommunityRequestToJoin.$Shape} CommunityRequestToJoin
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        CommunityRequestToJoin.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.status.CommunityRequestToJoin();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.clock = value;
                        else
                            delete message.clock;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.chatId = value;
                        else
                            delete message.chatId;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.communityId = value;
                        else
                            delete message.communityId;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.displayName = value;
                        else
                            delete message.displayName;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return CommunityRequestToJoin;
    })();

    status.CommunityRequestToJoinResponse = (function() {

        /**
         * Properties of a CommunityRequestToJoinResponse.
         * @typedef {Object} status.CommunityRequestToJoinResponse.$Properties
         * @property {number|Long|null} [clock] CommunityRequestToJoinResponse clock
         * @property {status.CommunityDescription.$Properties|null} [community] CommunityRequestToJoinResponse community
         * @property {boolean|null} [accepted] CommunityRequestToJoinResponse accepted
         * @property {Uint8Array|null} [communityId] CommunityRequestToJoinResponse communityId
         * @property {string|null} [cid] CommunityRequestToJoinResponse cid
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a CommunityRequestToJoinResponse.
         * @memberof status
         * @interface ICommunityRequestToJoinResponse
         * @augments status.CommunityRequestToJoinResponse.$Properties
         * @deprecated Use status.CommunityRequestToJoinResponse.$Properties instead.
         */

        /**
         * Shape of a CommunityRequestToJoinResponse.
         * @typedef {status.CommunityRequestToJoinResponse.$Properties} status.CommunityRequestToJoinResponse.$Shape
         */

        /**
         * Constructs a new CommunityRequestToJoinResponse.
         * @memberof status
         * @classdesc Represents a CommunityRequestToJoinResponse.
         * @constructor
         * @param {status.CommunityRequestToJoinResponse.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const CommunityRequestToJoinResponse = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * CommunityRequestToJoinResponse clock.
         * @member {number|Long} clock
         * @memberof status.CommunityRequestToJoinResponse
         * @instance
         */
        CommunityRequestToJoinResponse.prototype.clock = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * CommunityRequestToJoinResponse community.
         * @member {status.CommunityDescription.$Properties|null|undefined} community
         * @memberof status.CommunityRequestToJoinResponse
         * @instance
         */
        CommunityRequestToJoinResponse.prototype.community = null;

        /**
         * CommunityRequestToJoinResponse accepted.
         * @member {boolean} accepted
         * @memberof status.CommunityRequestToJoinResponse
         * @instance
         */
        CommunityRequestToJoinResponse.prototype.accepted = false;

        /**
         * CommunityRequestToJoinResponse communityId.
         * @member {Uint8Array} communityId
         * @memberof status.CommunityRequestToJoinResponse
         * @instance
         */
        CommunityRequestToJoinResponse.prototype.communityId = $util.newBuffer([]);

        /**
         * CommunityRequestToJoinResponse cid.
         * @member {string} cid
         * @memberof status.CommunityRequestToJoinResponse
         * @instance
         */
        CommunityRequestToJoinResponse.prototype.cid = "";

        /**
         * Encodes the specified CommunityRequestToJoinResponse message. Does not implicitly {@link status.CommunityRequestToJoinResponse.verify|verify} messages.
         * @function encode
         * @memberof status.CommunityRequestToJoinResponse
         * @static
         * @param {status.CommunityRequestToJoinResponse.$Properties} message CommunityRequestToJoinResponse message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        CommunityRequestToJoinResponse.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.clock != null && $Object.hasOwnProperty.call(message, "clock") && (typeof message.clock === "object" ? message.clock.low || message.clock.high : message.clock !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.clock);
            if (message.community != null && $Object.hasOwnProperty.call(message, "community"))
                $root.status.CommunityDescription.encode(message.community, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.accepted != null && $Object.hasOwnProperty.call(message, "accepted") && message.accepted !== false)
                writer.uint32(/* id 3, wireType 0 =*/24).bool(message.accepted);
            if (message.communityId != null && $Object.hasOwnProperty.call(message, "communityId") && message.communityId.length)
                writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.communityId);
            if (message.cid != null && $Object.hasOwnProperty.call(message, "cid") && message.cid !== "")
                writer.uint32(/* id 6, wireType 2 =*/50).string(message.cid);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a CommunityRequestToJoinResponse message from the specified reader or buffer.
         * @function decode
         * @memberof status.CommunityRequestToJoinResponse
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {status.CommunityRequestToJoinResponse & status.CommunityRequestToJoinResponse.$Shape} CommunityRequestToJoinResponse
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        CommunityRequestToJoinResponse.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.status.CommunityRequestToJoinResponse();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.clock = value;
                        else
                            delete message.clock;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.community = $root.status.CommunityDescription.decode(reader, reader.size(), $undefined, _depth + 1, message.community);
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.accepted = value;
                        else
                            delete message.accepted;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.communityId = value;
                        else
                            delete message.communityId;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.cid = value;
                        else
                            delete message.cid;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return CommunityRequestToJoinResponse;
    })();

    status.SegmentMessage = (function() {

        /**
         * Properties of a SegmentMessage.
         * @typedef {Object} status.SegmentMessage.$Properties
         * @property {Uint8Array|null} [entireMessageHash] SegmentMessage entireMessageHash
         * @property {number|null} [index] SegmentMessage index
         * @property {number|null} [segmentsCount] SegmentMessage segmentsCount
         * @property {Uint8Array|null} [payload] SegmentMessage payload
         * @property {number|null} [paritySegmentIndex] SegmentMessage paritySegmentIndex
         * @property {number|null} [paritySegmentsCount] SegmentMessage paritySegmentsCount
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SegmentMessage.
         * @memberof status
         * @interface ISegmentMessage
         * @augments status.SegmentMessage.$Properties
         * @deprecated Use status.SegmentMessage.$Properties instead.
         */

        /**
         * Shape of a SegmentMessage.
         * @typedef {status.SegmentMessage.$Properties} status.SegmentMessage.$Shape
         */

        /**
         * Constructs a new SegmentMessage.
         * @memberof status
         * @classdesc Represents a SegmentMessage.
         * @constructor
         * @param {status.SegmentMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SegmentMessage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SegmentMessage entireMessageHash.
         * @member {Uint8Array} entireMessageHash
         * @memberof status.SegmentMessage
         * @instance
         */
        SegmentMessage.prototype.entireMessageHash = $util.newBuffer([]);

        /**
         * SegmentMessage index.
         * @member {number} index
         * @memberof status.SegmentMessage
         * @instance
         */
        SegmentMessage.prototype.index = 0;

        /**
         * SegmentMessage segmentsCount.
         * @member {number} segmentsCount
         * @memberof status.SegmentMessage
         * @instance
         */
        SegmentMessage.prototype.segmentsCount = 0;

        /**
         * SegmentMessage payload.
         * @member {Uint8Array} payload
         * @memberof status.SegmentMessage
         * @instance
         */
        SegmentMessage.prototype.payload = $util.newBuffer([]);

        /**
         * SegmentMessage paritySegmentIndex.
         * @member {number} paritySegmentIndex
         * @memberof status.SegmentMessage
         * @instance
         */
        SegmentMessage.prototype.paritySegmentIndex = 0;

        /**
         * SegmentMessage paritySegmentsCount.
         * @member {number} paritySegmentsCount
         * @memberof status.SegmentMessage
         * @instance
         */
        SegmentMessage.prototype.paritySegmentsCount = 0;

        /**
         * Encodes the specified SegmentMessage message. Does not implicitly {@link status.SegmentMessage.verify|verify} messages.
         * @function encode
         * @memberof status.SegmentMessage
         * @static
         * @param {status.SegmentMessage.$Properties} message SegmentMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SegmentMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.entireMessageHash != null && $Object.hasOwnProperty.call(message, "entireMessageHash") && message.entireMessageHash.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.entireMessageHash);
            if (message.index != null && $Object.hasOwnProperty.call(message, "index") && message.index !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.index);
            if (message.segmentsCount != null && $Object.hasOwnProperty.call(message, "segmentsCount") && message.segmentsCount !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.segmentsCount);
            if (message.payload != null && $Object.hasOwnProperty.call(message, "payload") && message.payload.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.payload);
            if (message.paritySegmentIndex != null && $Object.hasOwnProperty.call(message, "paritySegmentIndex") && message.paritySegmentIndex !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.paritySegmentIndex);
            if (message.paritySegmentsCount != null && $Object.hasOwnProperty.call(message, "paritySegmentsCount") && message.paritySegmentsCount !== 0)
                writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.paritySegmentsCount);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SegmentMessage message from the specified reader or buffer.
         * @function decode
         * @memberof status.SegmentMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {status.SegmentMessage & status.SegmentMessage.$Shape} SegmentMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SegmentMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.status.SegmentMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.entireMessageHash = value;
                        else
                            delete message.entireMessageHash;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.index = value;
                        else
                            delete message.index;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.segmentsCount = value;
                        else
                            delete message.segmentsCount;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.payload = value;
                        else
                            delete message.payload;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.paritySegmentIndex = value;
                        else
                            delete message.paritySegmentIndex;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.paritySegmentsCount = value;
                        else
                            delete message.paritySegmentsCount;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SegmentMessage;
    })();

    return status;
})();

export {
  $root as default
};
