/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["src/domain/wire"] || ($protobuf.roots["src/domain/wire"] = {});

export const services = $root.services = (() => {

    /**
     * Namespace services.
     * @exports services
     * @namespace
     */
    const services = {};

    services.StoreQueryRequest = (function() {

        /**
         * Properties of a StoreQueryRequest.
         * @typedef {Object} services.StoreQueryRequest.$Properties
         * @property {string|null} [requestId] StoreQueryRequest requestId
         * @property {boolean|null} [includeData] StoreQueryRequest includeData
         * @property {string|null} [pubsubTopic] StoreQueryRequest pubsubTopic
         * @property {Array.<string>|null} [contentTopics] StoreQueryRequest contentTopics
         * @property {number|Long|null} [timeStart] StoreQueryRequest timeStart
         * @property {number|Long|null} [timeEnd] StoreQueryRequest timeEnd
         * @property {Array.<Uint8Array>|null} [messageHashes] StoreQueryRequest messageHashes
         * @property {Uint8Array|null} [paginationCursor] StoreQueryRequest paginationCursor
         * @property {boolean|null} [paginationForward] StoreQueryRequest paginationForward
         * @property {number|Long|null} [paginationLimit] StoreQueryRequest paginationLimit
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a StoreQueryRequest.
         * @memberof services
         * @interface IStoreQueryRequest
         * @augments services.StoreQueryRequest.$Properties
         * @deprecated Use services.StoreQueryRequest.$Properties instead.
         */

        /**
         * Shape of a StoreQueryRequest.
         * @typedef {services.StoreQueryRequest.$Properties} services.StoreQueryRequest.$Shape
         */

        /**
         * Constructs a new StoreQueryRequest.
         * @memberof services
         * @classdesc Represents a StoreQueryRequest.
         * @constructor
         * @param {services.StoreQueryRequest.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const StoreQueryRequest = function (properties) {
            this.contentTopics = [];
            this.messageHashes = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * StoreQueryRequest requestId.
         * @member {string} requestId
         * @memberof services.StoreQueryRequest
         * @instance
         */
        StoreQueryRequest.prototype.requestId = "";

        /**
         * StoreQueryRequest includeData.
         * @member {boolean} includeData
         * @memberof services.StoreQueryRequest
         * @instance
         */
        StoreQueryRequest.prototype.includeData = false;

        /**
         * StoreQueryRequest pubsubTopic.
         * @member {string|null|undefined} pubsubTopic
         * @memberof services.StoreQueryRequest
         * @instance
         */
        StoreQueryRequest.prototype.pubsubTopic = null;

        /**
         * StoreQueryRequest contentTopics.
         * @member {Array.<string>} contentTopics
         * @memberof services.StoreQueryRequest
         * @instance
         */
        StoreQueryRequest.prototype.contentTopics = $util.emptyArray;

        /**
         * StoreQueryRequest timeStart.
         * @member {number|Long|null|undefined} timeStart
         * @memberof services.StoreQueryRequest
         * @instance
         */
        StoreQueryRequest.prototype.timeStart = null;

        /**
         * StoreQueryRequest timeEnd.
         * @member {number|Long|null|undefined} timeEnd
         * @memberof services.StoreQueryRequest
         * @instance
         */
        StoreQueryRequest.prototype.timeEnd = null;

        /**
         * StoreQueryRequest messageHashes.
         * @member {Array.<Uint8Array>} messageHashes
         * @memberof services.StoreQueryRequest
         * @instance
         */
        StoreQueryRequest.prototype.messageHashes = $util.emptyArray;

        /**
         * StoreQueryRequest paginationCursor.
         * @member {Uint8Array|null|undefined} paginationCursor
         * @memberof services.StoreQueryRequest
         * @instance
         */
        StoreQueryRequest.prototype.paginationCursor = null;

        /**
         * StoreQueryRequest paginationForward.
         * @member {boolean} paginationForward
         * @memberof services.StoreQueryRequest
         * @instance
         */
        StoreQueryRequest.prototype.paginationForward = false;

        /**
         * StoreQueryRequest paginationLimit.
         * @member {number|Long|null|undefined} paginationLimit
         * @memberof services.StoreQueryRequest
         * @instance
         */
        StoreQueryRequest.prototype.paginationLimit = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(StoreQueryRequest.prototype, "_pubsubTopic", {
            get: $util.oneOfGetter($oneOfFields = ["pubsubTopic"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(StoreQueryRequest.prototype, "_timeStart", {
            get: $util.oneOfGetter($oneOfFields = ["timeStart"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(StoreQueryRequest.prototype, "_timeEnd", {
            get: $util.oneOfGetter($oneOfFields = ["timeEnd"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(StoreQueryRequest.prototype, "_paginationCursor", {
            get: $util.oneOfGetter($oneOfFields = ["paginationCursor"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(StoreQueryRequest.prototype, "_paginationLimit", {
            get: $util.oneOfGetter($oneOfFields = ["paginationLimit"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified StoreQueryRequest message. Does not implicitly {@link services.StoreQueryRequest.verify|verify} messages.
         * @function encode
         * @memberof services.StoreQueryRequest
         * @static
         * @param {services.StoreQueryRequest.$Properties} message StoreQueryRequest message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        StoreQueryRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && message.requestId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.requestId);
            if (message.includeData != null && $Object.hasOwnProperty.call(message, "includeData") && message.includeData !== false)
                writer.uint32(/* id 2, wireType 0 =*/16).bool(message.includeData);
            if (message.pubsubTopic != null && $Object.hasOwnProperty.call(message, "pubsubTopic"))
                writer.uint32(/* id 10, wireType 2 =*/82).string(message.pubsubTopic);
            if (message.contentTopics != null && message.contentTopics.length)
                for (let i = 0; i < message.contentTopics.length; ++i)
                    writer.uint32(/* id 11, wireType 2 =*/90).string(message.contentTopics[i]);
            if (message.timeStart != null && $Object.hasOwnProperty.call(message, "timeStart"))
                writer.uint32(/* id 12, wireType 0 =*/96).sint64(message.timeStart);
            if (message.timeEnd != null && $Object.hasOwnProperty.call(message, "timeEnd"))
                writer.uint32(/* id 13, wireType 0 =*/104).sint64(message.timeEnd);
            if (message.messageHashes != null && message.messageHashes.length)
                for (let i = 0; i < message.messageHashes.length; ++i)
                    writer.uint32(/* id 20, wireType 2 =*/162).bytes(message.messageHashes[i]);
            if (message.paginationCursor != null && $Object.hasOwnProperty.call(message, "paginationCursor"))
                writer.uint32(/* id 51, wireType 2 =*/410).bytes(message.paginationCursor);
            if (message.paginationForward != null && $Object.hasOwnProperty.call(message, "paginationForward") && message.paginationForward !== false)
                writer.uint32(/* id 52, wireType 0 =*/416).bool(message.paginationForward);
            if (message.paginationLimit != null && $Object.hasOwnProperty.call(message, "paginationLimit"))
                writer.uint32(/* id 53, wireType 0 =*/424).uint64(message.paginationLimit);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a StoreQueryRequest message from the specified reader or buffer.
         * @function decode
         * @memberof services.StoreQueryRequest
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {services.StoreQueryRequest & services.StoreQueryRequest.$Shape} StoreQueryRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        StoreQueryRequest.decode = function (reader, length, _end, _depth, _target) {
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
            message = _target || new $root.services.StoreQueryRequest();
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
                            message.requestId = value;
                        else
                            delete message.requestId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.includeData = value;
                        else
                            delete message.includeData;
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        message.pubsubTopic = reader.stringVerify();
                        message._pubsubTopic = "pubsubTopic";
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        if (!(message.contentTopics && message.contentTopics.length))
                            message.contentTopics = [];
                        message.contentTopics.push(reader.stringVerify());
                        continue;
                    }
                case 12: {
                        if (wireType !== 0)
                            break;
                        message.timeStart = reader.sint64();
                        message._timeStart = "timeStart";
                        continue;
                    }
                case 13: {
                        if (wireType !== 0)
                            break;
                        message.timeEnd = reader.sint64();
                        message._timeEnd = "timeEnd";
                        continue;
                    }
                case 20: {
                        if (wireType !== 2)
                            break;
                        if (!(message.messageHashes && message.messageHashes.length))
                            message.messageHashes = [];
                        message.messageHashes.push(reader.bytes());
                        continue;
                    }
                case 51: {
                        if (wireType !== 2)
                            break;
                        message.paginationCursor = reader.bytes();
                        message._paginationCursor = "paginationCursor";
                        continue;
                    }
                case 52: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.paginationForward = value;
                        else
                            delete message.paginationForward;
                        continue;
                    }
                case 53: {
                        if (wireType !== 0)
                            break;
                        message.paginationLimit = reader.uint64();
                        message._paginationLimit = "paginationLimit";
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

        return StoreQueryRequest;
    })();

    services.StoreEntry = (function() {

        /**
         * Properties of a StoreEntry.
         * @typedef {Object} services.StoreEntry.$Properties
         * @property {Uint8Array|null} [messageHash] StoreEntry messageHash
         * @property {Uint8Array|null} [message] StoreEntry message
         * @property {string|null} [pubsubTopic] StoreEntry pubsubTopic
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a StoreEntry.
         * @memberof services
         * @interface IStoreEntry
         * @augments services.StoreEntry.$Properties
         * @deprecated Use services.StoreEntry.$Properties instead.
         */

        /**
         * Shape of a StoreEntry.
         * @typedef {services.StoreEntry.$Properties} services.StoreEntry.$Shape
         */

        /**
         * Constructs a new StoreEntry.
         * @memberof services
         * @classdesc Represents a StoreEntry.
         * @constructor
         * @param {services.StoreEntry.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const StoreEntry = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * StoreEntry messageHash.
         * @member {Uint8Array|null|undefined} messageHash
         * @memberof services.StoreEntry
         * @instance
         */
        StoreEntry.prototype.messageHash = null;

        /**
         * StoreEntry message.
         * @member {Uint8Array|null|undefined} message
         * @memberof services.StoreEntry
         * @instance
         */
        StoreEntry.prototype.message = null;

        /**
         * StoreEntry pubsubTopic.
         * @member {string|null|undefined} pubsubTopic
         * @memberof services.StoreEntry
         * @instance
         */
        StoreEntry.prototype.pubsubTopic = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(StoreEntry.prototype, "_messageHash", {
            get: $util.oneOfGetter($oneOfFields = ["messageHash"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(StoreEntry.prototype, "_message", {
            get: $util.oneOfGetter($oneOfFields = ["message"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(StoreEntry.prototype, "_pubsubTopic", {
            get: $util.oneOfGetter($oneOfFields = ["pubsubTopic"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified StoreEntry message. Does not implicitly {@link services.StoreEntry.verify|verify} messages.
         * @function encode
         * @memberof services.StoreEntry
         * @static
         * @param {services.StoreEntry.$Properties} message StoreEntry message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        StoreEntry.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.messageHash != null && $Object.hasOwnProperty.call(message, "messageHash"))
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.messageHash);
            if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.message);
            if (message.pubsubTopic != null && $Object.hasOwnProperty.call(message, "pubsubTopic"))
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.pubsubTopic);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a StoreEntry message from the specified reader or buffer.
         * @function decode
         * @memberof services.StoreEntry
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {services.StoreEntry & services.StoreEntry.$Shape} StoreEntry
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        StoreEntry.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.services.StoreEntry();
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
                        message.messageHash = reader.bytes();
                        message._messageHash = "messageHash";
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.message = reader.bytes();
                        message._message = "message";
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.pubsubTopic = reader.stringVerify();
                        message._pubsubTopic = "pubsubTopic";
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

        return StoreEntry;
    })();

    services.StoreQueryResponse = (function() {

        /**
         * Properties of a StoreQueryResponse.
         * @typedef {Object} services.StoreQueryResponse.$Properties
         * @property {string|null} [requestId] StoreQueryResponse requestId
         * @property {number|null} [statusCode] StoreQueryResponse statusCode
         * @property {string|null} [statusDesc] StoreQueryResponse statusDesc
         * @property {Array.<services.StoreEntry.$Properties>|null} [messages] StoreQueryResponse messages
         * @property {Uint8Array|null} [paginationCursor] StoreQueryResponse paginationCursor
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a StoreQueryResponse.
         * @memberof services
         * @interface IStoreQueryResponse
         * @augments services.StoreQueryResponse.$Properties
         * @deprecated Use services.StoreQueryResponse.$Properties instead.
         */

        /**
         * Shape of a StoreQueryResponse.
         * @typedef {services.StoreQueryResponse.$Properties} services.StoreQueryResponse.$Shape
         */

        /**
         * Constructs a new StoreQueryResponse.
         * @memberof services
         * @classdesc Represents a StoreQueryResponse.
         * @constructor
         * @param {services.StoreQueryResponse.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const StoreQueryResponse = function (properties) {
            this.messages = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * StoreQueryResponse requestId.
         * @member {string} requestId
         * @memberof services.StoreQueryResponse
         * @instance
         */
        StoreQueryResponse.prototype.requestId = "";

        /**
         * StoreQueryResponse statusCode.
         * @member {number|null|undefined} statusCode
         * @memberof services.StoreQueryResponse
         * @instance
         */
        StoreQueryResponse.prototype.statusCode = null;

        /**
         * StoreQueryResponse statusDesc.
         * @member {string|null|undefined} statusDesc
         * @memberof services.StoreQueryResponse
         * @instance
         */
        StoreQueryResponse.prototype.statusDesc = null;

        /**
         * StoreQueryResponse messages.
         * @member {Array.<services.StoreEntry.$Properties>} messages
         * @memberof services.StoreQueryResponse
         * @instance
         */
        StoreQueryResponse.prototype.messages = $util.emptyArray;

        /**
         * StoreQueryResponse paginationCursor.
         * @member {Uint8Array|null|undefined} paginationCursor
         * @memberof services.StoreQueryResponse
         * @instance
         */
        StoreQueryResponse.prototype.paginationCursor = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(StoreQueryResponse.prototype, "_statusCode", {
            get: $util.oneOfGetter($oneOfFields = ["statusCode"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(StoreQueryResponse.prototype, "_statusDesc", {
            get: $util.oneOfGetter($oneOfFields = ["statusDesc"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(StoreQueryResponse.prototype, "_paginationCursor", {
            get: $util.oneOfGetter($oneOfFields = ["paginationCursor"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified StoreQueryResponse message. Does not implicitly {@link services.StoreQueryResponse.verify|verify} messages.
         * @function encode
         * @memberof services.StoreQueryResponse
         * @static
         * @param {services.StoreQueryResponse.$Properties} message StoreQueryResponse message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        StoreQueryResponse.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && message.requestId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.requestId);
            if (message.statusCode != null && $Object.hasOwnProperty.call(message, "statusCode"))
                writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.statusCode);
            if (message.statusDesc != null && $Object.hasOwnProperty.call(message, "statusDesc"))
                writer.uint32(/* id 11, wireType 2 =*/90).string(message.statusDesc);
            if (message.messages != null && message.messages.length)
                for (let i = 0; i < message.messages.length; ++i)
                    $root.services.StoreEntry.encode(message.messages[i], writer.uint32(/* id 20, wireType 2 =*/162).fork(), _depth + 1).ldelim();
            if (message.paginationCursor != null && $Object.hasOwnProperty.call(message, "paginationCursor"))
                writer.uint32(/* id 51, wireType 2 =*/410).bytes(message.paginationCursor);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a StoreQueryResponse message from the specified reader or buffer.
         * @function decode
         * @memberof services.StoreQueryResponse
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {services.StoreQueryResponse & services.StoreQueryResponse.$Shape} StoreQueryResponse
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        StoreQueryResponse.decode = function (reader, length, _end, _depth, _target) {
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
            message = _target || new $root.services.StoreQueryResponse();
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
                            message.requestId = value;
                        else
                            delete message.requestId;
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        message.statusCode = reader.uint32();
                        message._statusCode = "statusCode";
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        message.statusDesc = reader.stringVerify();
                        message._statusDesc = "statusDesc";
                        continue;
                    }
                case 20: {
                        if (wireType !== 2)
                            break;
                        if (!(message.messages && message.messages.length))
                            message.messages = [];
                        message.messages.push($root.services.StoreEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 51: {
                        if (wireType !== 2)
                            break;
                        message.paginationCursor = reader.bytes();
                        message._paginationCursor = "paginationCursor";
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

        return StoreQueryResponse;
    })();

    services.LightPushRequest = (function() {

        /**
         * Properties of a LightPushRequest.
         * @typedef {Object} services.LightPushRequest.$Properties
         * @property {string|null} [requestId] LightPushRequest requestId
         * @property {string|null} [pubsubTopic] LightPushRequest pubsubTopic
         * @property {Uint8Array|null} [message] LightPushRequest message
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a LightPushRequest.
         * @memberof services
         * @interface ILightPushRequest
         * @augments services.LightPushRequest.$Properties
         * @deprecated Use services.LightPushRequest.$Properties instead.
         */

        /**
         * Shape of a LightPushRequest.
         * @typedef {services.LightPushRequest.$Properties} services.LightPushRequest.$Shape
         */

        /**
         * Constructs a new LightPushRequest.
         * @memberof services
         * @classdesc Represents a LightPushRequest.
         * @constructor
         * @param {services.LightPushRequest.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const LightPushRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * LightPushRequest requestId.
         * @member {string} requestId
         * @memberof services.LightPushRequest
         * @instance
         */
        LightPushRequest.prototype.requestId = "";

        /**
         * LightPushRequest pubsubTopic.
         * @member {string|null|undefined} pubsubTopic
         * @memberof services.LightPushRequest
         * @instance
         */
        LightPushRequest.prototype.pubsubTopic = null;

        /**
         * LightPushRequest message.
         * @member {Uint8Array|null|undefined} message
         * @memberof services.LightPushRequest
         * @instance
         */
        LightPushRequest.prototype.message = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(LightPushRequest.prototype, "_pubsubTopic", {
            get: $util.oneOfGetter($oneOfFields = ["pubsubTopic"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(LightPushRequest.prototype, "_message", {
            get: $util.oneOfGetter($oneOfFields = ["message"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified LightPushRequest message. Does not implicitly {@link services.LightPushRequest.verify|verify} messages.
         * @function encode
         * @memberof services.LightPushRequest
         * @static
         * @param {services.LightPushRequest.$Properties} message LightPushRequest message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        LightPushRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && message.requestId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.requestId);
            if (message.pubsubTopic != null && $Object.hasOwnProperty.call(message, "pubsubTopic"))
                writer.uint32(/* id 20, wireType 2 =*/162).string(message.pubsubTopic);
            if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                writer.uint32(/* id 21, wireType 2 =*/170).bytes(message.message);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a LightPushRequest message from the specified reader or buffer.
         * @function decode
         * @memberof services.LightPushRequest
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {services.LightPushRequest & services.LightPushRequest.$Shape} LightPushRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        LightPushRequest.decode = function (reader, length, _end, _depth, _target) {
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
            message = _target || new $root.services.LightPushRequest();
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
                            message.requestId = value;
                        else
                            delete message.requestId;
                        continue;
                    }
                case 20: {
                        if (wireType !== 2)
                            break;
                        message.pubsubTopic = reader.stringVerify();
                        message._pubsubTopic = "pubsubTopic";
                        continue;
                    }
                case 21: {
                        if (wireType !== 2)
                            break;
                        message.message = reader.bytes();
                        message._message = "message";
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

        return LightPushRequest;
    })();

    services.LightPushResponse = (function() {

        /**
         * Properties of a LightPushResponse.
         * @typedef {Object} services.LightPushResponse.$Properties
         * @property {string|null} [requestId] LightPushResponse requestId
         * @property {number|null} [statusCode] LightPushResponse statusCode
         * @property {string|null} [statusDesc] LightPushResponse statusDesc
         * @property {number|null} [relayPeerCount] LightPushResponse relayPeerCount
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a LightPushResponse.
         * @memberof services
         * @interface ILightPushResponse
         * @augments services.LightPushResponse.$Properties
         * @deprecated Use services.LightPushResponse.$Properties instead.
         */

        /**
         * Shape of a LightPushResponse.
         * @typedef {services.LightPushResponse.$Properties} services.LightPushResponse.$Shape
         */

        /**
         * Constructs a new LightPushResponse.
         * @memberof services
         * @classdesc Represents a LightPushResponse.
         * @constructor
         * @param {services.LightPushResponse.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const LightPushResponse = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * LightPushResponse requestId.
         * @member {string} requestId
         * @memberof services.LightPushResponse
         * @instance
         */
        LightPushResponse.prototype.requestId = "";

        /**
         * LightPushResponse statusCode.
         * @member {number} statusCode
         * @memberof services.LightPushResponse
         * @instance
         */
        LightPushResponse.prototype.statusCode = 0;

        /**
         * LightPushResponse statusDesc.
         * @member {string|null|undefined} statusDesc
         * @memberof services.LightPushResponse
         * @instance
         */
        LightPushResponse.prototype.statusDesc = null;

        /**
         * LightPushResponse relayPeerCount.
         * @member {number|null|undefined} relayPeerCount
         * @memberof services.LightPushResponse
         * @instance
         */
        LightPushResponse.prototype.relayPeerCount = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(LightPushResponse.prototype, "_statusDesc", {
            get: $util.oneOfGetter($oneOfFields = ["statusDesc"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(LightPushResponse.prototype, "_relayPeerCount", {
            get: $util.oneOfGetter($oneOfFields = ["relayPeerCount"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified LightPushResponse message. Does not implicitly {@link services.LightPushResponse.verify|verify} messages.
         * @function encode
         * @memberof services.LightPushResponse
         * @static
         * @param {services.LightPushResponse.$Properties} message LightPushResponse message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        LightPushResponse.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && message.requestId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.requestId);
            if (message.statusCode != null && $Object.hasOwnProperty.call(message, "statusCode") && message.statusCode !== 0)
                writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.statusCode);
            if (message.statusDesc != null && $Object.hasOwnProperty.call(message, "statusDesc"))
                writer.uint32(/* id 11, wireType 2 =*/90).string(message.statusDesc);
            if (message.relayPeerCount != null && $Object.hasOwnProperty.call(message, "relayPeerCount"))
                writer.uint32(/* id 12, wireType 0 =*/96).uint32(message.relayPeerCount);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a LightPushResponse message from the specified reader or buffer.
         * @function decode
         * @memberof services.LightPushResponse
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {services.LightPushResponse & services.LightPushResponse.$Shape} LightPushResponse
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        LightPushResponse.decode = function (reader, length, _end, _depth, _target) {
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
            message = _target || new $root.services.LightPushResponse();
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
                            message.requestId = value;
                        else
                            delete message.requestId;
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.statusCode = value;
                        else
                            delete message.statusCode;
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        message.statusDesc = reader.stringVerify();
                        message._statusDesc = "statusDesc";
                        continue;
                    }
                case 12: {
                        if (wireType !== 0)
                            break;
                        message.relayPeerCount = reader.uint32();
                        message._relayPeerCount = "relayPeerCount";
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

        return LightPushResponse;
    })();

    services.LegacyPushRequest = (function() {

        /**
         * Properties of a LegacyPushRequest.
         * @typedef {Object} services.LegacyPushRequest.$Properties
         * @property {string|null} [pubsubTopic] LegacyPushRequest pubsubTopic
         * @property {Uint8Array|null} [message] LegacyPushRequest message
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a LegacyPushRequest.
         * @memberof services
         * @interface ILegacyPushRequest
         * @augments services.LegacyPushRequest.$Properties
         * @deprecated Use services.LegacyPushRequest.$Properties instead.
         */

        /**
         * Shape of a LegacyPushRequest.
         * @typedef {services.LegacyPushRequest.$Properties} services.LegacyPushRequest.$Shape
         */

        /**
         * Constructs a new LegacyPushRequest.
         * @memberof services
         * @classdesc Represents a LegacyPushRequest.
         * @constructor
         * @param {services.LegacyPushRequest.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const LegacyPushRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * LegacyPushRequest pubsubTopic.
         * @member {string} pubsubTopic
         * @memberof services.LegacyPushRequest
         * @instance
         */
        LegacyPushRequest.prototype.pubsubTopic = "";

        /**
         * LegacyPushRequest message.
         * @member {Uint8Array|null|undefined} message
         * @memberof services.LegacyPushRequest
         * @instance
         */
        LegacyPushRequest.prototype.message = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(LegacyPushRequest.prototype, "_message", {
            get: $util.oneOfGetter($oneOfFields = ["message"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified LegacyPushRequest message. Does not implicitly {@link services.LegacyPushRequest.verify|verify} messages.
         * @function encode
         * @memberof services.LegacyPushRequest
         * @static
         * @param {services.LegacyPushRequest.$Properties} message LegacyPushRequest message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        LegacyPushRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.pubsubTopic != null && $Object.hasOwnProperty.call(message, "pubsubTopic") && message.pubsubTopic !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.pubsubTopic);
            if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.message);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a LegacyPushRequest message from the specified reader or buffer.
         * @function decode
         * @memberof services.LegacyPushRequest
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {services.LegacyPushRequest & services.LegacyPushRequest.$Shape} LegacyPushRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        LegacyPushRequest.decode = function (reader, length, _end, _depth, _target) {
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
            message = _target || new $root.services.LegacyPushRequest();
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
                            message.pubsubTopic = value;
                        else
                            delete message.pubsubTopic;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.message = reader.bytes();
                        message._message = "message";
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

        return LegacyPushRequest;
    })();

    services.LegacyPushResponse = (function() {

        /**
         * Properties of a LegacyPushResponse.
         * @typedef {Object} services.LegacyPushResponse.$Properties
         * @property {boolean|null} [isSuccess] LegacyPushResponse isSuccess
         * @property {string|null} [info] LegacyPushResponse info
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a LegacyPushResponse.
         * @memberof services
         * @interface ILegacyPushResponse
         * @augments services.LegacyPushResponse.$Properties
         * @deprecated Use services.LegacyPushResponse.$Properties instead.
         */

        /**
         * Shape of a LegacyPushResponse.
         * @typedef {services.LegacyPushResponse.$Properties} services.LegacyPushResponse.$Shape
         */

        /**
         * Constructs a new LegacyPushResponse.
         * @memberof services
         * @classdesc Represents a LegacyPushResponse.
         * @constructor
         * @param {services.LegacyPushResponse.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const LegacyPushResponse = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * LegacyPushResponse isSuccess.
         * @member {boolean} isSuccess
         * @memberof services.LegacyPushResponse
         * @instance
         */
        LegacyPushResponse.prototype.isSuccess = false;

        /**
         * LegacyPushResponse info.
         * @member {string|null|undefined} info
         * @memberof services.LegacyPushResponse
         * @instance
         */
        LegacyPushResponse.prototype.info = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(LegacyPushResponse.prototype, "_info", {
            get: $util.oneOfGetter($oneOfFields = ["info"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified LegacyPushResponse message. Does not implicitly {@link services.LegacyPushResponse.verify|verify} messages.
         * @function encode
         * @memberof services.LegacyPushResponse
         * @static
         * @param {services.LegacyPushResponse.$Properties} message LegacyPushResponse message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        LegacyPushResponse.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.isSuccess != null && $Object.hasOwnProperty.call(message, "isSuccess") && message.isSuccess !== false)
                writer.uint32(/* id 1, wireType 0 =*/8).bool(message.isSuccess);
            if (message.info != null && $Object.hasOwnProperty.call(message, "info"))
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.info);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a LegacyPushResponse message from the specified reader or buffer.
         * @function decode
         * @memberof services.LegacyPushResponse
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {services.LegacyPushResponse & services.LegacyPushResponse.$Shape} LegacyPushResponse
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        LegacyPushResponse.decode = function (reader, length, _end, _depth, _target) {
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
            message = _target || new $root.services.LegacyPushResponse();
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
                        if (value = reader.bool())
                            message.isSuccess = value;
                        else
                            delete message.isSuccess;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.info = reader.stringVerify();
                        message._info = "info";
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

        return LegacyPushResponse;
    })();

    services.LegacyPushRpc = (function() {

        /**
         * Properties of a LegacyPushRpc.
         * @typedef {Object} services.LegacyPushRpc.$Properties
         * @property {string|null} [requestId] LegacyPushRpc requestId
         * @property {services.LegacyPushRequest.$Properties|null} [request] LegacyPushRpc request
         * @property {services.LegacyPushResponse.$Properties|null} [response] LegacyPushRpc response
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a LegacyPushRpc.
         * @memberof services
         * @interface ILegacyPushRpc
         * @augments services.LegacyPushRpc.$Properties
         * @deprecated Use services.LegacyPushRpc.$Properties instead.
         */

        /**
         * Shape of a LegacyPushRpc.
         * @typedef {services.LegacyPushRpc.$Properties} services.LegacyPushRpc.$Shape
         */

        /**
         * Constructs a new LegacyPushRpc.
         * @memberof services
         * @classdesc Represents a LegacyPushRpc.
         * @constructor
         * @param {services.LegacyPushRpc.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const LegacyPushRpc = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * LegacyPushRpc requestId.
         * @member {string} requestId
         * @memberof services.LegacyPushRpc
         * @instance
         */
        LegacyPushRpc.prototype.requestId = "";

        /**
         * LegacyPushRpc request.
         * @member {services.LegacyPushRequest.$Properties|null|undefined} request
         * @memberof services.LegacyPushRpc
         * @instance
         */
        LegacyPushRpc.prototype.request = null;

        /**
         * LegacyPushRpc response.
         * @member {services.LegacyPushResponse.$Properties|null|undefined} response
         * @memberof services.LegacyPushRpc
         * @instance
         */
        LegacyPushRpc.prototype.response = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(LegacyPushRpc.prototype, "_request", {
            get: $util.oneOfGetter($oneOfFields = ["request"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(LegacyPushRpc.prototype, "_response", {
            get: $util.oneOfGetter($oneOfFields = ["response"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified LegacyPushRpc message. Does not implicitly {@link services.LegacyPushRpc.verify|verify} messages.
         * @function encode
         * @memberof services.LegacyPushRpc
         * @static
         * @param {services.LegacyPushRpc.$Properties} message LegacyPushRpc message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        LegacyPushRpc.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && message.requestId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.requestId);
            if (message.request != null && $Object.hasOwnProperty.call(message, "request"))
                $root.services.LegacyPushRequest.encode(message.request, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.response != null && $Object.hasOwnProperty.call(message, "response"))
                $root.services.LegacyPushResponse.encode(message.response, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a LegacyPushRpc message from the specified reader or buffer.
         * @function decode
         * @memberof services.LegacyPushRpc
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {services.LegacyPushRpc & services.LegacyPushRpc.$Shape} LegacyPushRpc
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        LegacyPushRpc.decode = function (reader, length, _end, _depth, _target) {
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
            message = _target || new $root.services.LegacyPushRpc();
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
                            message.requestId = value;
                        else
                            delete message.requestId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.request = $root.services.LegacyPushRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.request);
                        message._request = "request";
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.response = $root.services.LegacyPushResponse.decode(reader, reader.size(), $undefined, _depth + 1, message.response);
                        message._response = "response";
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

        return LegacyPushRpc;
    })();

    services.FilterRequest = (function() {

        /**
         * Properties of a FilterRequest.
         * @typedef {Object} services.FilterRequest.$Properties
         * @property {string|null} [requestId] FilterRequest requestId
         * @property {number|null} [type] FilterRequest type
         * @property {string|null} [pubsubTopic] FilterRequest pubsubTopic
         * @property {Array.<string>|null} [contentTopics] FilterRequest contentTopics
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a FilterRequest.
         * @memberof services
         * @interface IFilterRequest
         * @augments services.FilterRequest.$Properties
         * @deprecated Use services.FilterRequest.$Properties instead.
         */

        /**
         * Shape of a FilterRequest.
         * @typedef {services.FilterRequest.$Properties} services.FilterRequest.$Shape
         */

        /**
         * Constructs a new FilterRequest.
         * @memberof services
         * @classdesc Represents a FilterRequest.
         * @constructor
         * @param {services.FilterRequest.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const FilterRequest = function (properties) {
            this.contentTopics = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * FilterRequest requestId.
         * @member {string} requestId
         * @memberof services.FilterRequest
         * @instance
         */
        FilterRequest.prototype.requestId = "";

        /**
         * FilterRequest type.
         * @member {number} type
         * @memberof services.FilterRequest
         * @instance
         */
        FilterRequest.prototype.type = 0;

        /**
         * FilterRequest pubsubTopic.
         * @member {string|null|undefined} pubsubTopic
         * @memberof services.FilterRequest
         * @instance
         */
        FilterRequest.prototype.pubsubTopic = null;

        /**
         * FilterRequest contentTopics.
         * @member {Array.<string>} contentTopics
         * @memberof services.FilterRequest
         * @instance
         */
        FilterRequest.prototype.contentTopics = $util.emptyArray;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(FilterRequest.prototype, "_pubsubTopic", {
            get: $util.oneOfGetter($oneOfFields = ["pubsubTopic"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified FilterRequest message. Does not implicitly {@link services.FilterRequest.verify|verify} messages.
         * @function encode
         * @memberof services.FilterRequest
         * @static
         * @param {services.FilterRequest.$Properties} message FilterRequest message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        FilterRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && message.requestId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.requestId);
            if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.type);
            if (message.pubsubTopic != null && $Object.hasOwnProperty.call(message, "pubsubTopic"))
                writer.uint32(/* id 10, wireType 2 =*/82).string(message.pubsubTopic);
            if (message.contentTopics != null && message.contentTopics.length)
                for (let i = 0; i < message.contentTopics.length; ++i)
                    writer.uint32(/* id 11, wireType 2 =*/90).string(message.contentTopics[i]);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a FilterRequest message from the specified reader or buffer.
         * @function decode
         * @memberof services.FilterRequest
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {services.FilterRequest & services.FilterRequest.$Shape} FilterRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        FilterRequest.decode = function (reader, length, _end, _depth, _target) {
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
            message = _target || new $root.services.FilterRequest();
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
                            message.requestId = value;
                        else
                            delete message.requestId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.type = value;
                        else
                            delete message.type;
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        message.pubsubTopic = reader.stringVerify();
                        message._pubsubTopic = "pubsubTopic";
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        if (!(message.contentTopics && message.contentTopics.length))
                            message.contentTopics = [];
                        message.contentTopics.push(reader.stringVerify());
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

        return FilterRequest;
    })();

    services.FilterResponse = (function() {

        /**
         * Properties of a FilterResponse.
         * @typedef {Object} services.FilterResponse.$Properties
         * @property {string|null} [requestId] FilterResponse requestId
         * @property {number|null} [statusCode] FilterResponse statusCode
         * @property {string|null} [statusDesc] FilterResponse statusDesc
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a FilterResponse.
         * @memberof services
         * @interface IFilterResponse
         * @augments services.FilterResponse.$Properties
         * @deprecated Use services.FilterResponse.$Properties instead.
         */

        /**
         * Shape of a FilterResponse.
         * @typedef {services.FilterResponse.$Properties} services.FilterResponse.$Shape
         */

        /**
         * Constructs a new FilterResponse.
         * @memberof services
         * @classdesc Represents a FilterResponse.
         * @constructor
         * @param {services.FilterResponse.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const FilterResponse = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * FilterResponse requestId.
         * @member {string} requestId
         * @memberof services.FilterResponse
         * @instance
         */
        FilterResponse.prototype.requestId = "";

        /**
         * FilterResponse statusCode.
         * @member {number} statusCode
         * @memberof services.FilterResponse
         * @instance
         */
        FilterResponse.prototype.statusCode = 0;

        /**
         * FilterResponse statusDesc.
         * @member {string|null|undefined} statusDesc
         * @memberof services.FilterResponse
         * @instance
         */
        FilterResponse.prototype.statusDesc = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(FilterResponse.prototype, "_statusDesc", {
            get: $util.oneOfGetter($oneOfFields = ["statusDesc"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified FilterResponse message. Does not implicitly {@link services.FilterResponse.verify|verify} messages.
         * @function encode
         * @memberof services.FilterResponse
         * @static
         * @param {services.FilterResponse.$Properties} message FilterResponse message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        FilterResponse.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && message.requestId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.requestId);
            if (message.statusCode != null && $Object.hasOwnProperty.call(message, "statusCode") && message.statusCode !== 0)
                writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.statusCode);
            if (message.statusDesc != null && $Object.hasOwnProperty.call(message, "statusDesc"))
                writer.uint32(/* id 11, wireType 2 =*/90).string(message.statusDesc);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a FilterResponse message from the specified reader or buffer.
         * @function decode
         * @memberof services.FilterResponse
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {services.FilterResponse & services.FilterResponse.$Shape} FilterResponse
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        FilterResponse.decode = function (reader, length, _end, _depth, _target) {
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
            message = _target || new $root.services.FilterResponse();
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
                            message.requestId = value;
                        else
                            delete message.requestId;
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.statusCode = value;
                        else
                            delete message.statusCode;
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        message.statusDesc = reader.stringVerify();
                        message._statusDesc = "statusDesc";
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

        return FilterResponse;
    })();

    services.FilterPush = (function() {

        /**
         * Properties of a FilterPush.
         * @typedef {Object} services.FilterPush.$Properties
         * @property {Uint8Array|null} [message] FilterPush message
         * @property {string|null} [pubsubTopic] FilterPush pubsubTopic
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a FilterPush.
         * @memberof services
         * @interface IFilterPush
         * @augments services.FilterPush.$Properties
         * @deprecated Use services.FilterPush.$Properties instead.
         */

        /**
         * Shape of a FilterPush.
         * @typedef {services.FilterPush.$Properties} services.FilterPush.$Shape
         */

        /**
         * Constructs a new FilterPush.
         * @memberof services
         * @classdesc Represents a FilterPush.
         * @constructor
         * @param {services.FilterPush.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const FilterPush = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * FilterPush message.
         * @member {Uint8Array|null|undefined} message
         * @memberof services.FilterPush
         * @instance
         */
        FilterPush.prototype.message = null;

        /**
         * FilterPush pubsubTopic.
         * @member {string|null|undefined} pubsubTopic
         * @memberof services.FilterPush
         * @instance
         */
        FilterPush.prototype.pubsubTopic = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(FilterPush.prototype, "_message", {
            get: $util.oneOfGetter($oneOfFields = ["message"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(FilterPush.prototype, "_pubsubTopic", {
            get: $util.oneOfGetter($oneOfFields = ["pubsubTopic"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified FilterPush message. Does not implicitly {@link services.FilterPush.verify|verify} messages.
         * @function encode
         * @memberof services.FilterPush
         * @static
         * @param {services.FilterPush.$Properties} message FilterPush message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        FilterPush.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.message);
            if (message.pubsubTopic != null && $Object.hasOwnProperty.call(message, "pubsubTopic"))
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.pubsubTopic);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a FilterPush message from the specified reader or buffer.
         * @function decode
         * @memberof services.FilterPush
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {services.FilterPush & services.FilterPush.$Shape} FilterPush
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        FilterPush.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.services.FilterPush();
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
                        message.message = reader.bytes();
                        message._message = "message";
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.pubsubTopic = reader.stringVerify();
                        message._pubsubTopic = "pubsubTopic";
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

        return FilterPush;
    })();

    services.Metadata = (function() {

        /**
         * Properties of a Metadata.
         * @typedef {Object} services.Metadata.$Properties
         * @property {number|null} [clusterId] Metadata clusterId
         * @property {Array.<number>|null} [shards] Metadata shards
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Metadata.
         * @memberof services
         * @interface IMetadata
         * @augments services.Metadata.$Properties
         * @deprecated Use services.Metadata.$Properties instead.
         */

        /**
         * Shape of a Metadata.
         * @typedef {services.Metadata.$Properties} services.Metadata.$Shape
         */

        /**
         * Constructs a new Metadata.
         * @memberof services
         * @classdesc Represents a Metadata.
         * @constructor
         * @param {services.Metadata.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Metadata = function (properties) {
            this.shards = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Metadata clusterId.
         * @member {number|null|undefined} clusterId
         * @memberof services.Metadata
         * @instance
         */
        Metadata.prototype.clusterId = null;

        /**
         * Metadata shards.
         * @member {Array.<number>} shards
         * @memberof services.Metadata
         * @instance
         */
        Metadata.prototype.shards = $util.emptyArray;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Metadata.prototype, "_clusterId", {
            get: $util.oneOfGetter($oneOfFields = ["clusterId"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified Metadata message. Does not implicitly {@link services.Metadata.verify|verify} messages.
         * @function encode
         * @memberof services.Metadata
         * @static
         * @param {services.Metadata.$Properties} message Metadata message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Metadata.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId"))
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.clusterId);
            if (message.shards != null && message.shards.length)
                for (let i = 0; i < message.shards.length; ++i)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.shards[i]);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Metadata message from the specified reader or buffer.
         * @function decode
         * @memberof services.Metadata
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {services.Metadata & services.Metadata.$Shape} Metadata
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Metadata.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.services.Metadata();
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
                        message.clusterId = reader.uint32();
                        message._clusterId = "clusterId";
                        continue;
                    }
                case 2: {
                        if (wireType === 2) {
                            if (!(message.shards && message.shards.length))
                                message.shards = [];
                            reader.uint32s(message.shards);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.shards && message.shards.length))
                            message.shards = [];
                        message.shards.push(reader.uint32());
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

        return Metadata;
    })();

    return services;
})();

export {
  $root as default
};
