/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";
$protobuf.util.Long = undefined;
$protobuf.configure();

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const cairn = $root.cairn = (() => {

    /**
     * Namespace cairn.
     * @exports cairn
     * @namespace
     */
    const cairn = {};

    cairn.v1 = (function() {

        /**
         * Namespace v1.
         * @memberof cairn
         * @namespace
         */
        const v1 = {};

        /**
         * ItemKind enum.
         * @name cairn.v1.ItemKind
         * @enum {number}
         * @property {number} ITEM_KIND_UNSPECIFIED=0 ITEM_KIND_UNSPECIFIED value
         * @property {number} COLLECTION=1 COLLECTION value
         * @property {number} ASSET=2 ASSET value
         */
        v1.ItemKind = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "ITEM_KIND_UNSPECIFIED"] = 0;
            values[valuesById[1] = "COLLECTION"] = 1;
            values[valuesById[2] = "ASSET"] = 2;
            return values;
        })();

        v1.Item = (function() {

            /**
             * Properties of an Item.
             * @typedef {Object} cairn.v1.Item.$Properties
             * @property {string|null} [id] Item id
             * @property {cairn.v1.ItemKind|null} [kind] Item kind
             * @property {string|null} [parentId] Item parentId
             * @property {string|null} [name] Item name
             * @property {boolean|null} [shared] Item shared
             * @property {boolean|null} [task] Item task
             * @property {string|null} [assigneeId] Item assigneeId
             * @property {string|null} [status] Item status
             * @property {string|null} [type] Item type
             * @property {string|null} [description] Item description
             * @property {boolean|null} [trashed] Item trashed
             * @property {string|null} [trashedBy] Item trashedBy
             * @property {number|null} [trashedAt] Item trashedAt
             * @property {string|null} [mergedInto] Item mergedInto
             * @property {boolean|null} [purged] Item purged
             * @property {string|null} [createdBy] Item createdBy
             * @property {number|null} [createdAt] Item createdAt
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Item.
             * @memberof cairn.v1
             * @interface IItem
             * @augments cairn.v1.Item.$Properties
             * @deprecated Use cairn.v1.Item.$Properties instead.
             */

            /**
             * Shape of an Item.
             * @typedef {cairn.v1.Item.$Properties} cairn.v1.Item.$Shape
             */

            /**
             * Constructs a new Item.
             * @memberof cairn.v1
             * @classdesc Represents an Item.
             * @constructor
             * @param {cairn.v1.Item.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Item = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Item id.
             * @member {string} id
             * @memberof cairn.v1.Item
             * @instance
             */
            Item.prototype.id = "";

            /**
             * Item kind.
             * @member {cairn.v1.ItemKind} kind
             * @memberof cairn.v1.Item
             * @instance
             */
            Item.prototype.kind = 0;

            /**
             * Item parentId.
             * @member {string} parentId
             * @memberof cairn.v1.Item
             * @instance
             */
            Item.prototype.parentId = "";

            /**
             * Item name.
             * @member {string} name
             * @memberof cairn.v1.Item
             * @instance
             */
            Item.prototype.name = "";

            /**
             * Item shared.
             * @member {boolean} shared
             * @memberof cairn.v1.Item
             * @instance
             */
            Item.prototype.shared = false;

            /**
             * Item task.
             * @member {boolean} task
             * @memberof cairn.v1.Item
             * @instance
             */
            Item.prototype.task = false;

            /**
             * Item assigneeId.
             * @member {string} assigneeId
             * @memberof cairn.v1.Item
             * @instance
             */
            Item.prototype.assigneeId = "";

            /**
             * Item status.
             * @member {string} status
             * @memberof cairn.v1.Item
             * @instance
             */
            Item.prototype.status = "";

            /**
             * Item type.
             * @member {string} type
             * @memberof cairn.v1.Item
             * @instance
             */
            Item.prototype.type = "";

            /**
             * Item description.
             * @member {string} description
             * @memberof cairn.v1.Item
             * @instance
             */
            Item.prototype.description = "";

            /**
             * Item trashed.
             * @member {boolean} trashed
             * @memberof cairn.v1.Item
             * @instance
             */
            Item.prototype.trashed = false;

            /**
             * Item trashedBy.
             * @member {string} trashedBy
             * @memberof cairn.v1.Item
             * @instance
             */
            Item.prototype.trashedBy = "";

            /**
             * Item trashedAt.
             * @member {number} trashedAt
             * @memberof cairn.v1.Item
             * @instance
             */
            Item.prototype.trashedAt = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Item mergedInto.
             * @member {string} mergedInto
             * @memberof cairn.v1.Item
             * @instance
             */
            Item.prototype.mergedInto = "";

            /**
             * Item purged.
             * @member {boolean} purged
             * @memberof cairn.v1.Item
             * @instance
             */
            Item.prototype.purged = false;

            /**
             * Item createdBy.
             * @member {string} createdBy
             * @memberof cairn.v1.Item
             * @instance
             */
            Item.prototype.createdBy = "";

            /**
             * Item createdAt.
             * @member {number} createdAt
             * @memberof cairn.v1.Item
             * @instance
             */
            Item.prototype.createdAt = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Creates a new Item instance using the specified properties.
             * @function create
             * @memberof cairn.v1.Item
             * @static
             * @param {cairn.v1.Item.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.Item} Item instance
             * @type {{
             *   (properties: cairn.v1.Item.$Shape): cairn.v1.Item & cairn.v1.Item.$Shape;
             *   (properties?: cairn.v1.Item.$Properties): cairn.v1.Item;
             * }}
             */
            Item.create = function(properties) {
                return new Item(properties);
            };

            /**
             * Encodes the specified Item message. Does not implicitly {@link cairn.v1.Item.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.Item
             * @static
             * @param {cairn.v1.Item.$Properties} message Item message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Item.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.kind);
                if (message.parentId != null && $Object.hasOwnProperty.call(message, "parentId") && message.parentId !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.parentId);
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.name);
                if (message.shared != null && $Object.hasOwnProperty.call(message, "shared") && message.shared !== false)
                    writer.uint32(/* id 5, wireType 0 =*/40).bool(message.shared);
                if (message.task != null && $Object.hasOwnProperty.call(message, "task") && message.task !== false)
                    writer.uint32(/* id 6, wireType 0 =*/48).bool(message.task);
                if (message.assigneeId != null && $Object.hasOwnProperty.call(message, "assigneeId") && message.assigneeId !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.assigneeId);
                if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== "")
                    writer.uint32(/* id 8, wireType 2 =*/66).string(message.status);
                if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
                    writer.uint32(/* id 9, wireType 2 =*/74).string(message.type);
                if (message.description != null && $Object.hasOwnProperty.call(message, "description") && message.description !== "")
                    writer.uint32(/* id 10, wireType 2 =*/82).string(message.description);
                if (message.trashed != null && $Object.hasOwnProperty.call(message, "trashed") && message.trashed !== false)
                    writer.uint32(/* id 11, wireType 0 =*/88).bool(message.trashed);
                if (message.trashedBy != null && $Object.hasOwnProperty.call(message, "trashedBy") && message.trashedBy !== "")
                    writer.uint32(/* id 12, wireType 2 =*/98).string(message.trashedBy);
                if (message.trashedAt != null && $Object.hasOwnProperty.call(message, "trashedAt") && (typeof message.trashedAt === "object" ? message.trashedAt.low || message.trashedAt.high : message.trashedAt !== 0))
                    writer.uint32(/* id 13, wireType 0 =*/104).int64(message.trashedAt);
                if (message.mergedInto != null && $Object.hasOwnProperty.call(message, "mergedInto") && message.mergedInto !== "")
                    writer.uint32(/* id 14, wireType 2 =*/114).string(message.mergedInto);
                if (message.purged != null && $Object.hasOwnProperty.call(message, "purged") && message.purged !== false)
                    writer.uint32(/* id 15, wireType 0 =*/120).bool(message.purged);
                if (message.createdBy != null && $Object.hasOwnProperty.call(message, "createdBy") && message.createdBy !== "")
                    writer.uint32(/* id 16, wireType 2 =*/130).string(message.createdBy);
                if (message.createdAt != null && $Object.hasOwnProperty.call(message, "createdAt") && (typeof message.createdAt === "object" ? message.createdAt.low || message.createdAt.high : message.createdAt !== 0))
                    writer.uint32(/* id 17, wireType 0 =*/136).int64(message.createdAt);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Item message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.Item
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.Item & cairn.v1.Item.$Shape} Item
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Item.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.Item();
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
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.kind = value;
                            else
                                delete message.kind;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.parentId = value;
                            else
                                delete message.parentId;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.shared = value;
                            else
                                delete message.shared;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.task = value;
                            else
                                delete message.task;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.assigneeId = value;
                            else
                                delete message.assigneeId;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.status = value;
                            else
                                delete message.status;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.type = value;
                            else
                                delete message.type;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.description = value;
                            else
                                delete message.description;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.trashed = value;
                            else
                                delete message.trashed;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.trashedBy = value;
                            else
                                delete message.trashedBy;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.trashedAt = value;
                            else
                                delete message.trashedAt;
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.mergedInto = value;
                            else
                                delete message.mergedInto;
                            continue;
                        }
                    case 15: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.purged = value;
                            else
                                delete message.purged;
                            continue;
                        }
                    case 16: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.createdBy = value;
                            else
                                delete message.createdBy;
                            continue;
                        }
                    case 17: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.createdAt = value;
                            else
                                delete message.createdAt;
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

            return Item;
        })();

        v1.Preview = (function() {

            /**
             * Properties of a Preview.
             * @typedef {Object} cairn.v1.Preview.$Properties
             * @property {Uint8Array|null} [hash] Preview hash
             * @property {number|null} [size] Preview size
             * @property {string|null} [mediaType] Preview mediaType
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Preview.
             * @memberof cairn.v1
             * @interface IPreview
             * @augments cairn.v1.Preview.$Properties
             * @deprecated Use cairn.v1.Preview.$Properties instead.
             */

            /**
             * Shape of a Preview.
             * @typedef {cairn.v1.Preview.$Properties} cairn.v1.Preview.$Shape
             */

            /**
             * Constructs a new Preview.
             * @memberof cairn.v1
             * @classdesc Represents a Preview.
             * @constructor
             * @param {cairn.v1.Preview.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Preview = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Preview hash.
             * @member {Uint8Array} hash
             * @memberof cairn.v1.Preview
             * @instance
             */
            Preview.prototype.hash = $util.newBuffer([]);

            /**
             * Preview size.
             * @member {number} size
             * @memberof cairn.v1.Preview
             * @instance
             */
            Preview.prototype.size = 0;

            /**
             * Preview mediaType.
             * @member {string} mediaType
             * @memberof cairn.v1.Preview
             * @instance
             */
            Preview.prototype.mediaType = "";

            /**
             * Creates a new Preview instance using the specified properties.
             * @function create
             * @memberof cairn.v1.Preview
             * @static
             * @param {cairn.v1.Preview.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.Preview} Preview instance
             * @type {{
             *   (properties: cairn.v1.Preview.$Shape): cairn.v1.Preview & cairn.v1.Preview.$Shape;
             *   (properties?: cairn.v1.Preview.$Properties): cairn.v1.Preview;
             * }}
             */
            Preview.create = function(properties) {
                return new Preview(properties);
            };

            /**
             * Encodes the specified Preview message. Does not implicitly {@link cairn.v1.Preview.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.Preview
             * @static
             * @param {cairn.v1.Preview.$Properties} message Preview message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Preview.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.hash != null && $Object.hasOwnProperty.call(message, "hash") && message.hash.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.hash);
                if (message.size != null && $Object.hasOwnProperty.call(message, "size") && message.size !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.size);
                if (message.mediaType != null && $Object.hasOwnProperty.call(message, "mediaType") && message.mediaType !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.mediaType);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Preview message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.Preview
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.Preview & cairn.v1.Preview.$Shape} Preview
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Preview.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.Preview();
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
                                message.hash = value;
                            else
                                delete message.hash;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.size = value;
                            else
                                delete message.size;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.mediaType = value;
                            else
                                delete message.mediaType;
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

            return Preview;
        })();

        v1.Checkpoint = (function() {

            /**
             * Properties of a Checkpoint.
             * @typedef {Object} cairn.v1.Checkpoint.$Properties
             * @property {string|null} [id] Checkpoint id
             * @property {string|null} [assetId] Checkpoint assetId
             * @property {number|null} [version] Checkpoint version
             * @property {string|null} [parentId] Checkpoint parentId
             * @property {Uint8Array|null} [contentHash] Checkpoint contentHash
             * @property {number|null} [size] Checkpoint size
             * @property {Uint8Array|null} [manifest] Checkpoint manifest
             * @property {string|null} [comment] Checkpoint comment
             * @property {string|null} [authorId] Checkpoint authorId
             * @property {number|null} [createdAt] Checkpoint createdAt
             * @property {string|null} [status] Checkpoint status
             * @property {cairn.v1.Preview.$Properties|null} [preview] Checkpoint preview
             * @property {boolean|null} [trashed] Checkpoint trashed
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Checkpoint.
             * @memberof cairn.v1
             * @interface ICheckpoint
             * @augments cairn.v1.Checkpoint.$Properties
             * @deprecated Use cairn.v1.Checkpoint.$Properties instead.
             */

            /**
             * Shape of a Checkpoint.
             * @typedef {cairn.v1.Checkpoint.$Properties} cairn.v1.Checkpoint.$Shape
             */

            /**
             * Constructs a new Checkpoint.
             * @memberof cairn.v1
             * @classdesc Represents a Checkpoint.
             * @constructor
             * @param {cairn.v1.Checkpoint.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Checkpoint = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Checkpoint id.
             * @member {string} id
             * @memberof cairn.v1.Checkpoint
             * @instance
             */
            Checkpoint.prototype.id = "";

            /**
             * Checkpoint assetId.
             * @member {string} assetId
             * @memberof cairn.v1.Checkpoint
             * @instance
             */
            Checkpoint.prototype.assetId = "";

            /**
             * Checkpoint version.
             * @member {number} version
             * @memberof cairn.v1.Checkpoint
             * @instance
             */
            Checkpoint.prototype.version = 0;

            /**
             * Checkpoint parentId.
             * @member {string} parentId
             * @memberof cairn.v1.Checkpoint
             * @instance
             */
            Checkpoint.prototype.parentId = "";

            /**
             * Checkpoint contentHash.
             * @member {Uint8Array} contentHash
             * @memberof cairn.v1.Checkpoint
             * @instance
             */
            Checkpoint.prototype.contentHash = $util.newBuffer([]);

            /**
             * Checkpoint size.
             * @member {number} size
             * @memberof cairn.v1.Checkpoint
             * @instance
             */
            Checkpoint.prototype.size = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Checkpoint manifest.
             * @member {Uint8Array} manifest
             * @memberof cairn.v1.Checkpoint
             * @instance
             */
            Checkpoint.prototype.manifest = $util.newBuffer([]);

            /**
             * Checkpoint comment.
             * @member {string} comment
             * @memberof cairn.v1.Checkpoint
             * @instance
             */
            Checkpoint.prototype.comment = "";

            /**
             * Checkpoint authorId.
             * @member {string} authorId
             * @memberof cairn.v1.Checkpoint
             * @instance
             */
            Checkpoint.prototype.authorId = "";

            /**
             * Checkpoint createdAt.
             * @member {number} createdAt
             * @memberof cairn.v1.Checkpoint
             * @instance
             */
            Checkpoint.prototype.createdAt = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Checkpoint status.
             * @member {string} status
             * @memberof cairn.v1.Checkpoint
             * @instance
             */
            Checkpoint.prototype.status = "";

            /**
             * Checkpoint preview.
             * @member {cairn.v1.Preview.$Properties|null|undefined} preview
             * @memberof cairn.v1.Checkpoint
             * @instance
             */
            Checkpoint.prototype.preview = null;

            /**
             * Checkpoint trashed.
             * @member {boolean} trashed
             * @memberof cairn.v1.Checkpoint
             * @instance
             */
            Checkpoint.prototype.trashed = false;

            /**
             * Creates a new Checkpoint instance using the specified properties.
             * @function create
             * @memberof cairn.v1.Checkpoint
             * @static
             * @param {cairn.v1.Checkpoint.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.Checkpoint} Checkpoint instance
             * @type {{
             *   (properties: cairn.v1.Checkpoint.$Shape): cairn.v1.Checkpoint & cairn.v1.Checkpoint.$Shape;
             *   (properties?: cairn.v1.Checkpoint.$Properties): cairn.v1.Checkpoint;
             * }}
             */
            Checkpoint.create = function(properties) {
                return new Checkpoint(properties);
            };

            /**
             * Encodes the specified Checkpoint message. Does not implicitly {@link cairn.v1.Checkpoint.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.Checkpoint
             * @static
             * @param {cairn.v1.Checkpoint.$Properties} message Checkpoint message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Checkpoint.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                if (message.assetId != null && $Object.hasOwnProperty.call(message, "assetId") && message.assetId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.assetId);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.version);
                if (message.parentId != null && $Object.hasOwnProperty.call(message, "parentId") && message.parentId !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.parentId);
                if (message.contentHash != null && $Object.hasOwnProperty.call(message, "contentHash") && message.contentHash.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.contentHash);
                if (message.size != null && $Object.hasOwnProperty.call(message, "size") && (typeof message.size === "object" ? message.size.low || message.size.high : message.size !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).int64(message.size);
                if (message.manifest != null && $Object.hasOwnProperty.call(message, "manifest") && message.manifest.length)
                    writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.manifest);
                if (message.comment != null && $Object.hasOwnProperty.call(message, "comment") && message.comment !== "")
                    writer.uint32(/* id 8, wireType 2 =*/66).string(message.comment);
                if (message.authorId != null && $Object.hasOwnProperty.call(message, "authorId") && message.authorId !== "")
                    writer.uint32(/* id 9, wireType 2 =*/74).string(message.authorId);
                if (message.createdAt != null && $Object.hasOwnProperty.call(message, "createdAt") && (typeof message.createdAt === "object" ? message.createdAt.low || message.createdAt.high : message.createdAt !== 0))
                    writer.uint32(/* id 10, wireType 0 =*/80).int64(message.createdAt);
                if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== "")
                    writer.uint32(/* id 11, wireType 2 =*/90).string(message.status);
                if (message.preview != null && $Object.hasOwnProperty.call(message, "preview"))
                    $root.cairn.v1.Preview.encode(message.preview, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.trashed != null && $Object.hasOwnProperty.call(message, "trashed") && message.trashed !== false)
                    writer.uint32(/* id 13, wireType 0 =*/104).bool(message.trashed);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Checkpoint message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.Checkpoint
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.Checkpoint & cairn.v1.Checkpoint.$Shape} Checkpoint
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Checkpoint.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.Checkpoint();
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
                                message.assetId = value;
                            else
                                delete message.assetId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.parentId = value;
                            else
                                delete message.parentId;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.contentHash = value;
                            else
                                delete message.contentHash;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.size = value;
                            else
                                delete message.size;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.manifest = value;
                            else
                                delete message.manifest;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.comment = value;
                            else
                                delete message.comment;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.authorId = value;
                            else
                                delete message.authorId;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.createdAt = value;
                            else
                                delete message.createdAt;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.status = value;
                            else
                                delete message.status;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.preview = $root.cairn.v1.Preview.decode(reader, reader.size(), $undefined, _depth + 1, message.preview);
                            continue;
                        }
                    case 13: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.trashed = value;
                            else
                                delete message.trashed;
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

            return Checkpoint;
        })();

        v1.Tagging = (function() {

            /**
             * Properties of a Tagging.
             * @typedef {Object} cairn.v1.Tagging.$Properties
             * @property {string|null} [itemId] Tagging itemId
             * @property {string|null} [tag] Tagging tag
             * @property {boolean|null} [present] Tagging present
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Tagging.
             * @memberof cairn.v1
             * @interface ITagging
             * @augments cairn.v1.Tagging.$Properties
             * @deprecated Use cairn.v1.Tagging.$Properties instead.
             */

            /**
             * Shape of a Tagging.
             * @typedef {cairn.v1.Tagging.$Properties} cairn.v1.Tagging.$Shape
             */

            /**
             * Constructs a new Tagging.
             * @memberof cairn.v1
             * @classdesc Represents a Tagging.
             * @constructor
             * @param {cairn.v1.Tagging.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Tagging = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Tagging itemId.
             * @member {string} itemId
             * @memberof cairn.v1.Tagging
             * @instance
             */
            Tagging.prototype.itemId = "";

            /**
             * Tagging tag.
             * @member {string} tag
             * @memberof cairn.v1.Tagging
             * @instance
             */
            Tagging.prototype.tag = "";

            /**
             * Tagging present.
             * @member {boolean} present
             * @memberof cairn.v1.Tagging
             * @instance
             */
            Tagging.prototype.present = false;

            /**
             * Creates a new Tagging instance using the specified properties.
             * @function create
             * @memberof cairn.v1.Tagging
             * @static
             * @param {cairn.v1.Tagging.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.Tagging} Tagging instance
             * @type {{
             *   (properties: cairn.v1.Tagging.$Shape): cairn.v1.Tagging & cairn.v1.Tagging.$Shape;
             *   (properties?: cairn.v1.Tagging.$Properties): cairn.v1.Tagging;
             * }}
             */
            Tagging.create = function(properties) {
                return new Tagging(properties);
            };

            /**
             * Encodes the specified Tagging message. Does not implicitly {@link cairn.v1.Tagging.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.Tagging
             * @static
             * @param {cairn.v1.Tagging.$Properties} message Tagging message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Tagging.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.itemId != null && $Object.hasOwnProperty.call(message, "itemId") && message.itemId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.itemId);
                if (message.tag != null && $Object.hasOwnProperty.call(message, "tag") && message.tag !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.tag);
                if (message.present != null && $Object.hasOwnProperty.call(message, "present") && message.present !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.present);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Tagging message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.Tagging
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.Tagging & cairn.v1.Tagging.$Shape} Tagging
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Tagging.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.Tagging();
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
                                message.itemId = value;
                            else
                                delete message.itemId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.tag = value;
                            else
                                delete message.tag;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.present = value;
                            else
                                delete message.present;
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

            return Tagging;
        })();

        v1.Dependency = (function() {

            /**
             * Properties of a Dependency.
             * @typedef {Object} cairn.v1.Dependency.$Properties
             * @property {string|null} [itemId] Dependency itemId
             * @property {string|null} [targetId] Dependency targetId
             * @property {boolean|null} [present] Dependency present
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Dependency.
             * @memberof cairn.v1
             * @interface IDependency
             * @augments cairn.v1.Dependency.$Properties
             * @deprecated Use cairn.v1.Dependency.$Properties instead.
             */

            /**
             * Shape of a Dependency.
             * @typedef {cairn.v1.Dependency.$Properties} cairn.v1.Dependency.$Shape
             */

            /**
             * Constructs a new Dependency.
             * @memberof cairn.v1
             * @classdesc Represents a Dependency.
             * @constructor
             * @param {cairn.v1.Dependency.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Dependency = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Dependency itemId.
             * @member {string} itemId
             * @memberof cairn.v1.Dependency
             * @instance
             */
            Dependency.prototype.itemId = "";

            /**
             * Dependency targetId.
             * @member {string} targetId
             * @memberof cairn.v1.Dependency
             * @instance
             */
            Dependency.prototype.targetId = "";

            /**
             * Dependency present.
             * @member {boolean} present
             * @memberof cairn.v1.Dependency
             * @instance
             */
            Dependency.prototype.present = false;

            /**
             * Creates a new Dependency instance using the specified properties.
             * @function create
             * @memberof cairn.v1.Dependency
             * @static
             * @param {cairn.v1.Dependency.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.Dependency} Dependency instance
             * @type {{
             *   (properties: cairn.v1.Dependency.$Shape): cairn.v1.Dependency & cairn.v1.Dependency.$Shape;
             *   (properties?: cairn.v1.Dependency.$Properties): cairn.v1.Dependency;
             * }}
             */
            Dependency.create = function(properties) {
                return new Dependency(properties);
            };

            /**
             * Encodes the specified Dependency message. Does not implicitly {@link cairn.v1.Dependency.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.Dependency
             * @static
             * @param {cairn.v1.Dependency.$Properties} message Dependency message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Dependency.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.itemId != null && $Object.hasOwnProperty.call(message, "itemId") && message.itemId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.itemId);
                if (message.targetId != null && $Object.hasOwnProperty.call(message, "targetId") && message.targetId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.targetId);
                if (message.present != null && $Object.hasOwnProperty.call(message, "present") && message.present !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.present);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Dependency message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.Dependency
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.Dependency & cairn.v1.Dependency.$Shape} Dependency
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Dependency.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.Dependency();
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
                                message.itemId = value;
                            else
                                delete message.itemId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.targetId = value;
                            else
                                delete message.targetId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.present = value;
                            else
                                delete message.present;
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

            return Dependency;
        })();

        v1.Member = (function() {

            /**
             * Properties of a Member.
             * @typedef {Object} cairn.v1.Member.$Properties
             * @property {string|null} [userId] Member userId
             * @property {string|null} [name] Member name
             * @property {string|null} [role] Member role
             * @property {boolean|null} [removed] Member removed
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Member.
             * @memberof cairn.v1
             * @interface IMember
             * @augments cairn.v1.Member.$Properties
             * @deprecated Use cairn.v1.Member.$Properties instead.
             */

            /**
             * Shape of a Member.
             * @typedef {cairn.v1.Member.$Properties} cairn.v1.Member.$Shape
             */

            /**
             * Constructs a new Member.
             * @memberof cairn.v1
             * @classdesc Represents a Member.
             * @constructor
             * @param {cairn.v1.Member.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Member = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Member userId.
             * @member {string} userId
             * @memberof cairn.v1.Member
             * @instance
             */
            Member.prototype.userId = "";

            /**
             * Member name.
             * @member {string} name
             * @memberof cairn.v1.Member
             * @instance
             */
            Member.prototype.name = "";

            /**
             * Member role.
             * @member {string} role
             * @memberof cairn.v1.Member
             * @instance
             */
            Member.prototype.role = "";

            /**
             * Member removed.
             * @member {boolean} removed
             * @memberof cairn.v1.Member
             * @instance
             */
            Member.prototype.removed = false;

            /**
             * Creates a new Member instance using the specified properties.
             * @function create
             * @memberof cairn.v1.Member
             * @static
             * @param {cairn.v1.Member.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.Member} Member instance
             * @type {{
             *   (properties: cairn.v1.Member.$Shape): cairn.v1.Member & cairn.v1.Member.$Shape;
             *   (properties?: cairn.v1.Member.$Properties): cairn.v1.Member;
             * }}
             */
            Member.create = function(properties) {
                return new Member(properties);
            };

            /**
             * Encodes the specified Member message. Does not implicitly {@link cairn.v1.Member.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.Member
             * @static
             * @param {cairn.v1.Member.$Properties} message Member message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Member.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.userId != null && $Object.hasOwnProperty.call(message, "userId") && message.userId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.userId);
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.name);
                if (message.role != null && $Object.hasOwnProperty.call(message, "role") && message.role !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.role);
                if (message.removed != null && $Object.hasOwnProperty.call(message, "removed") && message.removed !== false)
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.removed);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Member message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.Member
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.Member & cairn.v1.Member.$Shape} Member
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Member.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.Member();
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
                                message.userId = value;
                            else
                                delete message.userId;
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
                                message.role = value;
                            else
                                delete message.role;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.removed = value;
                            else
                                delete message.removed;
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

            return Member;
        })();

        v1.Role = (function() {

            /**
             * Properties of a Role.
             * @typedef {Object} cairn.v1.Role.$Properties
             * @property {string|null} [name] Role name
             * @property {Array.<string>|null} [permissions] Role permissions
             * @property {boolean|null} [removed] Role removed
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Role.
             * @memberof cairn.v1
             * @interface IRole
             * @augments cairn.v1.Role.$Properties
             * @deprecated Use cairn.v1.Role.$Properties instead.
             */

            /**
             * Shape of a Role.
             * @typedef {cairn.v1.Role.$Properties} cairn.v1.Role.$Shape
             */

            /**
             * Constructs a new Role.
             * @memberof cairn.v1
             * @classdesc Represents a Role.
             * @constructor
             * @param {cairn.v1.Role.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Role = function (properties) {
                this.permissions = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Role name.
             * @member {string} name
             * @memberof cairn.v1.Role
             * @instance
             */
            Role.prototype.name = "";

            /**
             * Role permissions.
             * @member {Array.<string>} permissions
             * @memberof cairn.v1.Role
             * @instance
             */
            Role.prototype.permissions = $util.emptyArray;

            /**
             * Role removed.
             * @member {boolean} removed
             * @memberof cairn.v1.Role
             * @instance
             */
            Role.prototype.removed = false;

            /**
             * Creates a new Role instance using the specified properties.
             * @function create
             * @memberof cairn.v1.Role
             * @static
             * @param {cairn.v1.Role.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.Role} Role instance
             * @type {{
             *   (properties: cairn.v1.Role.$Shape): cairn.v1.Role & cairn.v1.Role.$Shape;
             *   (properties?: cairn.v1.Role.$Properties): cairn.v1.Role;
             * }}
             */
            Role.create = function(properties) {
                return new Role(properties);
            };

            /**
             * Encodes the specified Role message. Does not implicitly {@link cairn.v1.Role.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.Role
             * @static
             * @param {cairn.v1.Role.$Properties} message Role message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Role.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                if (message.permissions != null && message.permissions.length)
                    for (let i = 0; i < message.permissions.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.permissions[i]);
                if (message.removed != null && $Object.hasOwnProperty.call(message, "removed") && message.removed !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.removed);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Role message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.Role
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.Role & cairn.v1.Role.$Shape} Role
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Role.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.Role();
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
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.permissions && message.permissions.length))
                                message.permissions = [];
                            message.permissions.push(reader.stringVerify());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.removed = value;
                            else
                                delete message.removed;
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

            return Role;
        })();

        v1.ProjectInfo = (function() {

            /**
             * Properties of a ProjectInfo.
             * @typedef {Object} cairn.v1.ProjectInfo.$Properties
             * @property {string|null} [id] ProjectInfo id
             * @property {string|null} [name] ProjectInfo name
             * @property {boolean|null} [archived] ProjectInfo archived
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ProjectInfo.
             * @memberof cairn.v1
             * @interface IProjectInfo
             * @augments cairn.v1.ProjectInfo.$Properties
             * @deprecated Use cairn.v1.ProjectInfo.$Properties instead.
             */

            /**
             * Shape of a ProjectInfo.
             * @typedef {cairn.v1.ProjectInfo.$Properties} cairn.v1.ProjectInfo.$Shape
             */

            /**
             * Constructs a new ProjectInfo.
             * @memberof cairn.v1
             * @classdesc Represents a ProjectInfo.
             * @constructor
             * @param {cairn.v1.ProjectInfo.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ProjectInfo = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ProjectInfo id.
             * @member {string} id
             * @memberof cairn.v1.ProjectInfo
             * @instance
             */
            ProjectInfo.prototype.id = "";

            /**
             * ProjectInfo name.
             * @member {string} name
             * @memberof cairn.v1.ProjectInfo
             * @instance
             */
            ProjectInfo.prototype.name = "";

            /**
             * ProjectInfo archived.
             * @member {boolean} archived
             * @memberof cairn.v1.ProjectInfo
             * @instance
             */
            ProjectInfo.prototype.archived = false;

            /**
             * Creates a new ProjectInfo instance using the specified properties.
             * @function create
             * @memberof cairn.v1.ProjectInfo
             * @static
             * @param {cairn.v1.ProjectInfo.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.ProjectInfo} ProjectInfo instance
             * @type {{
             *   (properties: cairn.v1.ProjectInfo.$Shape): cairn.v1.ProjectInfo & cairn.v1.ProjectInfo.$Shape;
             *   (properties?: cairn.v1.ProjectInfo.$Properties): cairn.v1.ProjectInfo;
             * }}
             */
            ProjectInfo.create = function(properties) {
                return new ProjectInfo(properties);
            };

            /**
             * Encodes the specified ProjectInfo message. Does not implicitly {@link cairn.v1.ProjectInfo.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.ProjectInfo
             * @static
             * @param {cairn.v1.ProjectInfo.$Properties} message ProjectInfo message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ProjectInfo.encode = function (message, writer, _depth) {
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
                if (message.archived != null && $Object.hasOwnProperty.call(message, "archived") && message.archived !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.archived);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ProjectInfo message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.ProjectInfo
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.ProjectInfo & cairn.v1.ProjectInfo.$Shape} ProjectInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ProjectInfo.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.ProjectInfo();
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
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.archived = value;
                            else
                                delete message.archived;
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

            return ProjectInfo;
        })();

        v1.Row = (function() {

            /**
             * Properties of a Row.
             * @typedef {Object} cairn.v1.Row.$Properties
             * @property {number|null} [revision] Row revision
             * @property {cairn.v1.Item.$Properties|null} [item] Row item
             * @property {cairn.v1.Checkpoint.$Properties|null} [checkpoint] Row checkpoint
             * @property {cairn.v1.Tagging.$Properties|null} [tagging] Row tagging
             * @property {cairn.v1.Dependency.$Properties|null} [dependency] Row dependency
             * @property {cairn.v1.Member.$Properties|null} [member] Row member
             * @property {cairn.v1.Role.$Properties|null} [role] Row role
             * @property {cairn.v1.ProjectInfo.$Properties|null} [project] Row project
             * @property {"item"|"checkpoint"|"tagging"|"dependency"|"member"|"role"|"project"} [row] Row row
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Row.
             * @memberof cairn.v1
             * @interface IRow
             * @augments cairn.v1.Row.$Properties
             * @deprecated Use cairn.v1.Row.$Properties instead.
             */

            /**
             * Narrowed shape of a Row.
             * @typedef {{
             *   revision?: number|null;
             *   item?: cairn.v1.Item.$Shape|null;
             *   checkpoint?: cairn.v1.Checkpoint.$Shape|null;
             *   tagging?: cairn.v1.Tagging.$Shape|null;
             *   dependency?: cairn.v1.Dependency.$Shape|null;
             *   member?: cairn.v1.Member.$Shape|null;
             *   role?: cairn.v1.Role.$Shape|null;
             *   project?: cairn.v1.ProjectInfo.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ row?: undefined; item?: null; checkpoint?: null; tagging?: null; dependency?: null; member?: null; role?: null; project?: null }|{ row?: "item"; item: cairn.v1.Item.$Shape; checkpoint?: null; tagging?: null; dependency?: null; member?: null; role?: null; project?: null }|{ row?: "checkpoint"; item?: null; checkpoint: cairn.v1.Checkpoint.$Shape; tagging?: null; dependency?: null; member?: null; role?: null; project?: null }|{ row?: "tagging"; item?: null; checkpoint?: null; tagging: cairn.v1.Tagging.$Shape; dependency?: null; member?: null; role?: null; project?: null }|{ row?: "dependency"; item?: null; checkpoint?: null; tagging?: null; dependency: cairn.v1.Dependency.$Shape; member?: null; role?: null; project?: null }|{ row?: "member"; item?: null; checkpoint?: null; tagging?: null; dependency?: null; member: cairn.v1.Member.$Shape; role?: null; project?: null }|{ row?: "role"; item?: null; checkpoint?: null; tagging?: null; dependency?: null; member?: null; role: cairn.v1.Role.$Shape; project?: null }|{ row?: "project"; item?: null; checkpoint?: null; tagging?: null; dependency?: null; member?: null; role?: null; project: cairn.v1.ProjectInfo.$Shape })
             * )} cairn.v1.Row.$Shape
             */

            /**
             * Constructs a new Row.
             * @memberof cairn.v1
             * @classdesc Represents a Row.
             * @constructor
             * @param {cairn.v1.Row.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Row = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Row revision.
             * @member {number} revision
             * @memberof cairn.v1.Row
             * @instance
             */
            Row.prototype.revision = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Row item.
             * @member {cairn.v1.Item.$Properties|null|undefined} item
             * @memberof cairn.v1.Row
             * @instance
             */
            Row.prototype.item = null;

            /**
             * Row checkpoint.
             * @member {cairn.v1.Checkpoint.$Properties|null|undefined} checkpoint
             * @memberof cairn.v1.Row
             * @instance
             */
            Row.prototype.checkpoint = null;

            /**
             * Row tagging.
             * @member {cairn.v1.Tagging.$Properties|null|undefined} tagging
             * @memberof cairn.v1.Row
             * @instance
             */
            Row.prototype.tagging = null;

            /**
             * Row dependency.
             * @member {cairn.v1.Dependency.$Properties|null|undefined} dependency
             * @memberof cairn.v1.Row
             * @instance
             */
            Row.prototype.dependency = null;

            /**
             * Row member.
             * @member {cairn.v1.Member.$Properties|null|undefined} member
             * @memberof cairn.v1.Row
             * @instance
             */
            Row.prototype.member = null;

            /**
             * Row role.
             * @member {cairn.v1.Role.$Properties|null|undefined} role
             * @memberof cairn.v1.Row
             * @instance
             */
            Row.prototype.role = null;

            /**
             * Row project.
             * @member {cairn.v1.ProjectInfo.$Properties|null|undefined} project
             * @memberof cairn.v1.Row
             * @instance
             */
            Row.prototype.project = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Row row.
             * @member {"item"|"checkpoint"|"tagging"|"dependency"|"member"|"role"|"project"|undefined} row
             * @memberof cairn.v1.Row
             * @instance
             */
            $Object.defineProperty(Row.prototype, "row", {
                get: $util.oneOfGetter($oneOfFields = ["item", "checkpoint", "tagging", "dependency", "member", "role", "project"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Creates a new Row instance using the specified properties.
             * @function create
             * @memberof cairn.v1.Row
             * @static
             * @param {cairn.v1.Row.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.Row} Row instance
             * @type {{
             *   (properties: cairn.v1.Row.$Shape): cairn.v1.Row & cairn.v1.Row.$Shape;
             *   (properties?: cairn.v1.Row.$Properties): cairn.v1.Row;
             * }}
             */
            Row.create = function(properties) {
                return new Row(properties);
            };

            /**
             * Encodes the specified Row message. Does not implicitly {@link cairn.v1.Row.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.Row
             * @static
             * @param {cairn.v1.Row.$Properties} message Row message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Row.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.revision != null && $Object.hasOwnProperty.call(message, "revision") && (typeof message.revision === "object" ? message.revision.low || message.revision.high : message.revision !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).int64(message.revision);
                if (message.item != null && $Object.hasOwnProperty.call(message, "item"))
                    $root.cairn.v1.Item.encode(message.item, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.checkpoint != null && $Object.hasOwnProperty.call(message, "checkpoint"))
                    $root.cairn.v1.Checkpoint.encode(message.checkpoint, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.tagging != null && $Object.hasOwnProperty.call(message, "tagging"))
                    $root.cairn.v1.Tagging.encode(message.tagging, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.dependency != null && $Object.hasOwnProperty.call(message, "dependency"))
                    $root.cairn.v1.Dependency.encode(message.dependency, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.member != null && $Object.hasOwnProperty.call(message, "member"))
                    $root.cairn.v1.Member.encode(message.member, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.role != null && $Object.hasOwnProperty.call(message, "role"))
                    $root.cairn.v1.Role.encode(message.role, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.project != null && $Object.hasOwnProperty.call(message, "project"))
                    $root.cairn.v1.ProjectInfo.encode(message.project, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Row message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.Row
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.Row & cairn.v1.Row.$Shape} Row
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Row.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.Row();
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
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.revision = value;
                            else
                                delete message.revision;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.item = $root.cairn.v1.Item.decode(reader, reader.size(), $undefined, _depth + 1, message.item);
                            message.row = "item";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.checkpoint = $root.cairn.v1.Checkpoint.decode(reader, reader.size(), $undefined, _depth + 1, message.checkpoint);
                            message.row = "checkpoint";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.tagging = $root.cairn.v1.Tagging.decode(reader, reader.size(), $undefined, _depth + 1, message.tagging);
                            message.row = "tagging";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.dependency = $root.cairn.v1.Dependency.decode(reader, reader.size(), $undefined, _depth + 1, message.dependency);
                            message.row = "dependency";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.member = $root.cairn.v1.Member.decode(reader, reader.size(), $undefined, _depth + 1, message.member);
                            message.row = "member";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.role = $root.cairn.v1.Role.decode(reader, reader.size(), $undefined, _depth + 1, message.role);
                            message.row = "role";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.project = $root.cairn.v1.ProjectInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.project);
                            message.row = "project";
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

            return Row;
        })();

        v1.PullPage = (function() {

            /**
             * Properties of a PullPage.
             * @typedef {Object} cairn.v1.PullPage.$Properties
             * @property {Array.<cairn.v1.Row.$Properties>|null} [rows] PullPage rows
             * @property {string|null} [cursor] PullPage cursor
             * @property {boolean|null} [more] PullPage more
             * @property {number|null} [head] PullPage head
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PullPage.
             * @memberof cairn.v1
             * @interface IPullPage
             * @augments cairn.v1.PullPage.$Properties
             * @deprecated Use cairn.v1.PullPage.$Properties instead.
             */

            /**
             * Shape of a PullPage.
             * @typedef {{
             *   rows?: Array.<cairn.v1.Row.$Shape>|null;
             *   cursor?: string|null;
             *   more?: boolean|null;
             *   head?: number|null;
             *   $unknowns?: Array.<Uint8Array>;
             * }} cairn.v1.PullPage.$Shape
             */

            /**
             * Constructs a new PullPage.
             * @memberof cairn.v1
             * @classdesc Represents a PullPage.
             * @constructor
             * @param {cairn.v1.PullPage.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PullPage = function (properties) {
                this.rows = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * PullPage rows.
             * @member {Array.<cairn.v1.Row.$Properties>} rows
             * @memberof cairn.v1.PullPage
             * @instance
             */
            PullPage.prototype.rows = $util.emptyArray;

            /**
             * PullPage cursor.
             * @member {string} cursor
             * @memberof cairn.v1.PullPage
             * @instance
             */
            PullPage.prototype.cursor = "";

            /**
             * PullPage more.
             * @member {boolean} more
             * @memberof cairn.v1.PullPage
             * @instance
             */
            PullPage.prototype.more = false;

            /**
             * PullPage head.
             * @member {number} head
             * @memberof cairn.v1.PullPage
             * @instance
             */
            PullPage.prototype.head = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Creates a new PullPage instance using the specified properties.
             * @function create
             * @memberof cairn.v1.PullPage
             * @static
             * @param {cairn.v1.PullPage.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.PullPage} PullPage instance
             * @type {{
             *   (properties: cairn.v1.PullPage.$Shape): cairn.v1.PullPage & cairn.v1.PullPage.$Shape;
             *   (properties?: cairn.v1.PullPage.$Properties): cairn.v1.PullPage;
             * }}
             */
            PullPage.create = function(properties) {
                return new PullPage(properties);
            };

            /**
             * Encodes the specified PullPage message. Does not implicitly {@link cairn.v1.PullPage.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.PullPage
             * @static
             * @param {cairn.v1.PullPage.$Properties} message PullPage message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PullPage.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.rows != null && message.rows.length)
                    for (let i = 0; i < message.rows.length; ++i)
                        $root.cairn.v1.Row.encode(message.rows[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.cursor != null && $Object.hasOwnProperty.call(message, "cursor") && message.cursor !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.cursor);
                if (message.more != null && $Object.hasOwnProperty.call(message, "more") && message.more !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.more);
                if (message.head != null && $Object.hasOwnProperty.call(message, "head") && (typeof message.head === "object" ? message.head.low || message.head.high : message.head !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).int64(message.head);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PullPage message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.PullPage
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.PullPage & cairn.v1.PullPage.$Shape} PullPage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PullPage.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.PullPage();
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
                            if (!(message.rows && message.rows.length))
                                message.rows = [];
                            message.rows.push($root.cairn.v1.Row.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.cursor = value;
                            else
                                delete message.cursor;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.more = value;
                            else
                                delete message.more;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.head = value;
                            else
                                delete message.head;
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

            return PullPage;
        })();

        v1.Change = (function() {

            /**
             * Properties of a Change.
             * @typedef {Object} cairn.v1.Change.$Properties
             * @property {cairn.v1.Row.$Properties|null} [row] Change row
             * @property {Array.<string>|null} [fields] Change fields
             * @property {boolean|null} [created] Change created
             * @property {Array.<string>|null} [basis] Change basis
             * @property {boolean|null} [intoTrash] Change intoTrash
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Change.
             * @memberof cairn.v1
             * @interface IChange
             * @augments cairn.v1.Change.$Properties
             * @deprecated Use cairn.v1.Change.$Properties instead.
             */

            /**
             * Shape of a Change.
             * @typedef {{
             *   row?: cairn.v1.Row.$Shape|null;
             *   fields?: Array.<string>|null;
             *   created?: boolean|null;
             *   basis?: Array.<string>|null;
             *   intoTrash?: boolean|null;
             *   $unknowns?: Array.<Uint8Array>;
             * }} cairn.v1.Change.$Shape
             */

            /**
             * Constructs a new Change.
             * @memberof cairn.v1
             * @classdesc Represents a Change.
             * @constructor
             * @param {cairn.v1.Change.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Change = function (properties) {
                this.fields = [];
                this.basis = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Change row.
             * @member {cairn.v1.Row.$Properties|null|undefined} row
             * @memberof cairn.v1.Change
             * @instance
             */
            Change.prototype.row = null;

            /**
             * Change fields.
             * @member {Array.<string>} fields
             * @memberof cairn.v1.Change
             * @instance
             */
            Change.prototype.fields = $util.emptyArray;

            /**
             * Change created.
             * @member {boolean} created
             * @memberof cairn.v1.Change
             * @instance
             */
            Change.prototype.created = false;

            /**
             * Change basis.
             * @member {Array.<string>} basis
             * @memberof cairn.v1.Change
             * @instance
             */
            Change.prototype.basis = $util.emptyArray;

            /**
             * Change intoTrash.
             * @member {boolean} intoTrash
             * @memberof cairn.v1.Change
             * @instance
             */
            Change.prototype.intoTrash = false;

            /**
             * Creates a new Change instance using the specified properties.
             * @function create
             * @memberof cairn.v1.Change
             * @static
             * @param {cairn.v1.Change.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.Change} Change instance
             * @type {{
             *   (properties: cairn.v1.Change.$Shape): cairn.v1.Change & cairn.v1.Change.$Shape;
             *   (properties?: cairn.v1.Change.$Properties): cairn.v1.Change;
             * }}
             */
            Change.create = function(properties) {
                return new Change(properties);
            };

            /**
             * Encodes the specified Change message. Does not implicitly {@link cairn.v1.Change.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.Change
             * @static
             * @param {cairn.v1.Change.$Properties} message Change message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Change.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.row != null && $Object.hasOwnProperty.call(message, "row"))
                    $root.cairn.v1.Row.encode(message.row, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.fields != null && message.fields.length)
                    for (let i = 0; i < message.fields.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.fields[i]);
                if (message.created != null && $Object.hasOwnProperty.call(message, "created") && message.created !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.created);
                if (message.basis != null && message.basis.length)
                    for (let i = 0; i < message.basis.length; ++i)
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.basis[i]);
                if (message.intoTrash != null && $Object.hasOwnProperty.call(message, "intoTrash") && message.intoTrash !== false)
                    writer.uint32(/* id 5, wireType 0 =*/40).bool(message.intoTrash);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Change message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.Change
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.Change & cairn.v1.Change.$Shape} Change
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Change.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.Change();
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
                            message.row = $root.cairn.v1.Row.decode(reader, reader.size(), $undefined, _depth + 1, message.row);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.fields && message.fields.length))
                                message.fields = [];
                            message.fields.push(reader.stringVerify());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.created = value;
                            else
                                delete message.created;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.basis && message.basis.length))
                                message.basis = [];
                            message.basis.push(reader.stringVerify());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.intoTrash = value;
                            else
                                delete message.intoTrash;
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

            return Change;
        })();

        v1.PushRequest = (function() {

            /**
             * Properties of a PushRequest.
             * @typedef {Object} cairn.v1.PushRequest.$Properties
             * @property {string|null} [pushId] PushRequest pushId
             * @property {number|null} [baseRevision] PushRequest baseRevision
             * @property {Array.<cairn.v1.Change.$Properties>|null} [changes] PushRequest changes
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PushRequest.
             * @memberof cairn.v1
             * @interface IPushRequest
             * @augments cairn.v1.PushRequest.$Properties
             * @deprecated Use cairn.v1.PushRequest.$Properties instead.
             */

            /**
             * Shape of a PushRequest.
             * @typedef {{
             *   pushId?: string|null;
             *   baseRevision?: number|null;
             *   changes?: Array.<cairn.v1.Change.$Shape>|null;
             *   $unknowns?: Array.<Uint8Array>;
             * }} cairn.v1.PushRequest.$Shape
             */

            /**
             * Constructs a new PushRequest.
             * @memberof cairn.v1
             * @classdesc Represents a PushRequest.
             * @constructor
             * @param {cairn.v1.PushRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PushRequest = function (properties) {
                this.changes = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * PushRequest pushId.
             * @member {string} pushId
             * @memberof cairn.v1.PushRequest
             * @instance
             */
            PushRequest.prototype.pushId = "";

            /**
             * PushRequest baseRevision.
             * @member {number} baseRevision
             * @memberof cairn.v1.PushRequest
             * @instance
             */
            PushRequest.prototype.baseRevision = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * PushRequest changes.
             * @member {Array.<cairn.v1.Change.$Properties>} changes
             * @memberof cairn.v1.PushRequest
             * @instance
             */
            PushRequest.prototype.changes = $util.emptyArray;

            /**
             * Creates a new PushRequest instance using the specified properties.
             * @function create
             * @memberof cairn.v1.PushRequest
             * @static
             * @param {cairn.v1.PushRequest.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.PushRequest} PushRequest instance
             * @type {{
             *   (properties: cairn.v1.PushRequest.$Shape): cairn.v1.PushRequest & cairn.v1.PushRequest.$Shape;
             *   (properties?: cairn.v1.PushRequest.$Properties): cairn.v1.PushRequest;
             * }}
             */
            PushRequest.create = function(properties) {
                return new PushRequest(properties);
            };

            /**
             * Encodes the specified PushRequest message. Does not implicitly {@link cairn.v1.PushRequest.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.PushRequest
             * @static
             * @param {cairn.v1.PushRequest.$Properties} message PushRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PushRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.pushId != null && $Object.hasOwnProperty.call(message, "pushId") && message.pushId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.pushId);
                if (message.baseRevision != null && $Object.hasOwnProperty.call(message, "baseRevision") && (typeof message.baseRevision === "object" ? message.baseRevision.low || message.baseRevision.high : message.baseRevision !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).int64(message.baseRevision);
                if (message.changes != null && message.changes.length)
                    for (let i = 0; i < message.changes.length; ++i)
                        $root.cairn.v1.Change.encode(message.changes[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PushRequest message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.PushRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.PushRequest & cairn.v1.PushRequest.$Shape} PushRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PushRequest.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.PushRequest();
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
                                message.pushId = value;
                            else
                                delete message.pushId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.baseRevision = value;
                            else
                                delete message.baseRevision;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.changes && message.changes.length))
                                message.changes = [];
                            message.changes.push($root.cairn.v1.Change.decode(reader, reader.size(), $undefined, _depth + 1));
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

            return PushRequest;
        })();

        /**
         * Outcome enum.
         * @name cairn.v1.Outcome
         * @enum {number}
         * @property {number} OUTCOME_UNSPECIFIED=0 OUTCOME_UNSPECIFIED value
         * @property {number} ACCEPTED=1 ACCEPTED value
         * @property {number} REJECTED=2 REJECTED value
         */
        v1.Outcome = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "OUTCOME_UNSPECIFIED"] = 0;
            values[valuesById[1] = "ACCEPTED"] = 1;
            values[valuesById[2] = "REJECTED"] = 2;
            return values;
        })();

        v1.RowResult = (function() {

            /**
             * Properties of a RowResult.
             * @typedef {Object} cairn.v1.RowResult.$Properties
             * @property {number|null} [index] RowResult index
             * @property {cairn.v1.Outcome|null} [outcome] RowResult outcome
             * @property {string|null} [code] RowResult code
             * @property {string|null} [message] RowResult message
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RowResult.
             * @memberof cairn.v1
             * @interface IRowResult
             * @augments cairn.v1.RowResult.$Properties
             * @deprecated Use cairn.v1.RowResult.$Properties instead.
             */

            /**
             * Shape of a RowResult.
             * @typedef {cairn.v1.RowResult.$Properties} cairn.v1.RowResult.$Shape
             */

            /**
             * Constructs a new RowResult.
             * @memberof cairn.v1
             * @classdesc Represents a RowResult.
             * @constructor
             * @param {cairn.v1.RowResult.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RowResult = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RowResult index.
             * @member {number} index
             * @memberof cairn.v1.RowResult
             * @instance
             */
            RowResult.prototype.index = 0;

            /**
             * RowResult outcome.
             * @member {cairn.v1.Outcome} outcome
             * @memberof cairn.v1.RowResult
             * @instance
             */
            RowResult.prototype.outcome = 0;

            /**
             * RowResult code.
             * @member {string} code
             * @memberof cairn.v1.RowResult
             * @instance
             */
            RowResult.prototype.code = "";

            /**
             * RowResult message.
             * @member {string} message
             * @memberof cairn.v1.RowResult
             * @instance
             */
            RowResult.prototype.message = "";

            /**
             * Creates a new RowResult instance using the specified properties.
             * @function create
             * @memberof cairn.v1.RowResult
             * @static
             * @param {cairn.v1.RowResult.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.RowResult} RowResult instance
             * @type {{
             *   (properties: cairn.v1.RowResult.$Shape): cairn.v1.RowResult & cairn.v1.RowResult.$Shape;
             *   (properties?: cairn.v1.RowResult.$Properties): cairn.v1.RowResult;
             * }}
             */
            RowResult.create = function(properties) {
                return new RowResult(properties);
            };

            /**
             * Encodes the specified RowResult message. Does not implicitly {@link cairn.v1.RowResult.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.RowResult
             * @static
             * @param {cairn.v1.RowResult.$Properties} message RowResult message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RowResult.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && message.index !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.index);
                if (message.outcome != null && $Object.hasOwnProperty.call(message, "outcome") && message.outcome !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.outcome);
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.code);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.message);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RowResult message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.RowResult
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.RowResult & cairn.v1.RowResult.$Shape} RowResult
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RowResult.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.RowResult();
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
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.outcome = value;
                            else
                                delete message.outcome;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
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

            return RowResult;
        })();

        v1.PushResponse = (function() {

            /**
             * Properties of a PushResponse.
             * @typedef {Object} cairn.v1.PushResponse.$Properties
             * @property {boolean|null} [behind] PushResponse behind
             * @property {number|null} [head] PushResponse head
             * @property {Array.<cairn.v1.RowResult.$Properties>|null} [results] PushResponse results
             * @property {Array.<cairn.v1.Row.$Properties>|null} [rows] PushResponse rows
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PushResponse.
             * @memberof cairn.v1
             * @interface IPushResponse
             * @augments cairn.v1.PushResponse.$Properties
             * @deprecated Use cairn.v1.PushResponse.$Properties instead.
             */

            /**
             * Shape of a PushResponse.
             * @typedef {{
             *   behind?: boolean|null;
             *   head?: number|null;
             *   results?: Array.<cairn.v1.RowResult.$Shape>|null;
             *   rows?: Array.<cairn.v1.Row.$Shape>|null;
             *   $unknowns?: Array.<Uint8Array>;
             * }} cairn.v1.PushResponse.$Shape
             */

            /**
             * Constructs a new PushResponse.
             * @memberof cairn.v1
             * @classdesc Represents a PushResponse.
             * @constructor
             * @param {cairn.v1.PushResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PushResponse = function (properties) {
                this.results = [];
                this.rows = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * PushResponse behind.
             * @member {boolean} behind
             * @memberof cairn.v1.PushResponse
             * @instance
             */
            PushResponse.prototype.behind = false;

            /**
             * PushResponse head.
             * @member {number} head
             * @memberof cairn.v1.PushResponse
             * @instance
             */
            PushResponse.prototype.head = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * PushResponse results.
             * @member {Array.<cairn.v1.RowResult.$Properties>} results
             * @memberof cairn.v1.PushResponse
             * @instance
             */
            PushResponse.prototype.results = $util.emptyArray;

            /**
             * PushResponse rows.
             * @member {Array.<cairn.v1.Row.$Properties>} rows
             * @memberof cairn.v1.PushResponse
             * @instance
             */
            PushResponse.prototype.rows = $util.emptyArray;

            /**
             * Creates a new PushResponse instance using the specified properties.
             * @function create
             * @memberof cairn.v1.PushResponse
             * @static
             * @param {cairn.v1.PushResponse.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.PushResponse} PushResponse instance
             * @type {{
             *   (properties: cairn.v1.PushResponse.$Shape): cairn.v1.PushResponse & cairn.v1.PushResponse.$Shape;
             *   (properties?: cairn.v1.PushResponse.$Properties): cairn.v1.PushResponse;
             * }}
             */
            PushResponse.create = function(properties) {
                return new PushResponse(properties);
            };

            /**
             * Encodes the specified PushResponse message. Does not implicitly {@link cairn.v1.PushResponse.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.PushResponse
             * @static
             * @param {cairn.v1.PushResponse.$Properties} message PushResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PushResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.behind != null && $Object.hasOwnProperty.call(message, "behind") && message.behind !== false)
                    writer.uint32(/* id 1, wireType 0 =*/8).bool(message.behind);
                if (message.head != null && $Object.hasOwnProperty.call(message, "head") && (typeof message.head === "object" ? message.head.low || message.head.high : message.head !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).int64(message.head);
                if (message.results != null && message.results.length)
                    for (let i = 0; i < message.results.length; ++i)
                        $root.cairn.v1.RowResult.encode(message.results[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.rows != null && message.rows.length)
                    for (let i = 0; i < message.rows.length; ++i)
                        $root.cairn.v1.Row.encode(message.rows[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PushResponse message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.PushResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.PushResponse & cairn.v1.PushResponse.$Shape} PushResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PushResponse.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.PushResponse();
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
                                message.behind = value;
                            else
                                delete message.behind;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.head = value;
                            else
                                delete message.head;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.results && message.results.length))
                                message.results = [];
                            message.results.push($root.cairn.v1.RowResult.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.rows && message.rows.length))
                                message.rows = [];
                            message.rows.push($root.cairn.v1.Row.decode(reader, reader.size(), $undefined, _depth + 1));
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

            return PushResponse;
        })();

        v1.Manifest = (function() {

            /**
             * Properties of a Manifest.
             * @typedef {Object} cairn.v1.Manifest.$Properties
             * @property {number|null} [level] Manifest level
             * @property {Uint8Array|null} [hashes] Manifest hashes
             * @property {Array.<number>|null} [sizes] Manifest sizes
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Manifest.
             * @memberof cairn.v1
             * @interface IManifest
             * @augments cairn.v1.Manifest.$Properties
             * @deprecated Use cairn.v1.Manifest.$Properties instead.
             */

            /**
             * Shape of a Manifest.
             * @typedef {cairn.v1.Manifest.$Properties} cairn.v1.Manifest.$Shape
             */

            /**
             * Constructs a new Manifest.
             * @memberof cairn.v1
             * @classdesc Represents a Manifest.
             * @constructor
             * @param {cairn.v1.Manifest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Manifest = function (properties) {
                this.sizes = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Manifest level.
             * @member {number} level
             * @memberof cairn.v1.Manifest
             * @instance
             */
            Manifest.prototype.level = 0;

            /**
             * Manifest hashes.
             * @member {Uint8Array} hashes
             * @memberof cairn.v1.Manifest
             * @instance
             */
            Manifest.prototype.hashes = $util.newBuffer([]);

            /**
             * Manifest sizes.
             * @member {Array.<number>} sizes
             * @memberof cairn.v1.Manifest
             * @instance
             */
            Manifest.prototype.sizes = $util.emptyArray;

            /**
             * Creates a new Manifest instance using the specified properties.
             * @function create
             * @memberof cairn.v1.Manifest
             * @static
             * @param {cairn.v1.Manifest.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.Manifest} Manifest instance
             * @type {{
             *   (properties: cairn.v1.Manifest.$Shape): cairn.v1.Manifest & cairn.v1.Manifest.$Shape;
             *   (properties?: cairn.v1.Manifest.$Properties): cairn.v1.Manifest;
             * }}
             */
            Manifest.create = function(properties) {
                return new Manifest(properties);
            };

            /**
             * Encodes the specified Manifest message. Does not implicitly {@link cairn.v1.Manifest.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.Manifest
             * @static
             * @param {cairn.v1.Manifest.$Properties} message Manifest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Manifest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.level != null && $Object.hasOwnProperty.call(message, "level") && message.level !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.level);
                if (message.hashes != null && $Object.hasOwnProperty.call(message, "hashes") && message.hashes.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.hashes);
                if (message.sizes != null && message.sizes.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).uint64s(message.sizes);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Manifest message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.Manifest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.Manifest & cairn.v1.Manifest.$Shape} Manifest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Manifest.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.Manifest();
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
                                message.level = value;
                            else
                                delete message.level;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.hashes = value;
                            else
                                delete message.hashes;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.sizes && message.sizes.length))
                                    message.sizes = [];
                                reader.uint64s(message.sizes);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.sizes && message.sizes.length))
                                message.sizes = [];
                            message.sizes.push(reader.uint64());
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

            return Manifest;
        })();

        /**
         * Codec enum.
         * @name cairn.v1.Codec
         * @enum {number}
         * @property {number} CODEC_UNSPECIFIED=0 CODEC_UNSPECIFIED value
         * @property {number} RAW=1 RAW value
         * @property {number} ZSTD=2 ZSTD value
         * @property {number} DELTA=3 DELTA value
         * @property {number} FILTERED=4 FILTERED value
         */
        v1.Codec = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "CODEC_UNSPECIFIED"] = 0;
            values[valuesById[1] = "RAW"] = 1;
            values[valuesById[2] = "ZSTD"] = 2;
            values[valuesById[3] = "DELTA"] = 3;
            values[valuesById[4] = "FILTERED"] = 4;
            return values;
        })();

        v1.DeltaBase = (function() {

            /**
             * Properties of a DeltaBase.
             * @typedef {Object} cairn.v1.DeltaBase.$Properties
             * @property {Array.<Uint8Array>|null} [chunks] DeltaBase chunks
             * @property {number|null} [start] DeltaBase start
             * @property {number|null} [length] DeltaBase length
             * @property {boolean|null} [opened] DeltaBase opened
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DeltaBase.
             * @memberof cairn.v1
             * @interface IDeltaBase
             * @augments cairn.v1.DeltaBase.$Properties
             * @deprecated Use cairn.v1.DeltaBase.$Properties instead.
             */

            /**
             * Shape of a DeltaBase.
             * @typedef {cairn.v1.DeltaBase.$Properties} cairn.v1.DeltaBase.$Shape
             */

            /**
             * Constructs a new DeltaBase.
             * @memberof cairn.v1
             * @classdesc Represents a DeltaBase.
             * @constructor
             * @param {cairn.v1.DeltaBase.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DeltaBase = function (properties) {
                this.chunks = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DeltaBase chunks.
             * @member {Array.<Uint8Array>} chunks
             * @memberof cairn.v1.DeltaBase
             * @instance
             */
            DeltaBase.prototype.chunks = $util.emptyArray;

            /**
             * DeltaBase start.
             * @member {number} start
             * @memberof cairn.v1.DeltaBase
             * @instance
             */
            DeltaBase.prototype.start = 0;

            /**
             * DeltaBase length.
             * @member {number} length
             * @memberof cairn.v1.DeltaBase
             * @instance
             */
            DeltaBase.prototype.length = 0;

            /**
             * DeltaBase opened.
             * @member {boolean} opened
             * @memberof cairn.v1.DeltaBase
             * @instance
             */
            DeltaBase.prototype.opened = false;

            /**
             * Creates a new DeltaBase instance using the specified properties.
             * @function create
             * @memberof cairn.v1.DeltaBase
             * @static
             * @param {cairn.v1.DeltaBase.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.DeltaBase} DeltaBase instance
             * @type {{
             *   (properties: cairn.v1.DeltaBase.$Shape): cairn.v1.DeltaBase & cairn.v1.DeltaBase.$Shape;
             *   (properties?: cairn.v1.DeltaBase.$Properties): cairn.v1.DeltaBase;
             * }}
             */
            DeltaBase.create = function(properties) {
                return new DeltaBase(properties);
            };

            /**
             * Encodes the specified DeltaBase message. Does not implicitly {@link cairn.v1.DeltaBase.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.DeltaBase
             * @static
             * @param {cairn.v1.DeltaBase.$Properties} message DeltaBase message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DeltaBase.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.chunks != null && message.chunks.length)
                    for (let i = 0; i < message.chunks.length; ++i)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.chunks[i]);
                if (message.start != null && $Object.hasOwnProperty.call(message, "start") && message.start !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.start);
                if (message.length != null && $Object.hasOwnProperty.call(message, "length") && message.length !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.length);
                if (message.opened != null && $Object.hasOwnProperty.call(message, "opened") && message.opened !== false)
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.opened);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DeltaBase message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.DeltaBase
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.DeltaBase & cairn.v1.DeltaBase.$Shape} DeltaBase
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DeltaBase.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.DeltaBase();
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
                            if (!(message.chunks && message.chunks.length))
                                message.chunks = [];
                            message.chunks.push(reader.bytes());
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.start = value;
                            else
                                delete message.start;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.length = value;
                            else
                                delete message.length;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.opened = value;
                            else
                                delete message.opened;
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

            return DeltaBase;
        })();

        v1.ChunkFrame = (function() {

            /**
             * Properties of a ChunkFrame.
             * @typedef {Object} cairn.v1.ChunkFrame.$Properties
             * @property {Uint8Array|null} [hash] ChunkFrame hash
             * @property {cairn.v1.Codec|null} [codec] ChunkFrame codec
             * @property {number|null} [size] ChunkFrame size
             * @property {Uint8Array|null} [data] ChunkFrame data
             * @property {string|null} [error] ChunkFrame error
             * @property {cairn.v1.DeltaBase.$Properties|null} [base] ChunkFrame base
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ChunkFrame.
             * @memberof cairn.v1
             * @interface IChunkFrame
             * @augments cairn.v1.ChunkFrame.$Properties
             * @deprecated Use cairn.v1.ChunkFrame.$Properties instead.
             */

            /**
             * Shape of a ChunkFrame.
             * @typedef {cairn.v1.ChunkFrame.$Properties} cairn.v1.ChunkFrame.$Shape
             */

            /**
             * Constructs a new ChunkFrame.
             * @memberof cairn.v1
             * @classdesc Represents a ChunkFrame.
             * @constructor
             * @param {cairn.v1.ChunkFrame.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ChunkFrame = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ChunkFrame hash.
             * @member {Uint8Array} hash
             * @memberof cairn.v1.ChunkFrame
             * @instance
             */
            ChunkFrame.prototype.hash = $util.newBuffer([]);

            /**
             * ChunkFrame codec.
             * @member {cairn.v1.Codec} codec
             * @memberof cairn.v1.ChunkFrame
             * @instance
             */
            ChunkFrame.prototype.codec = 0;

            /**
             * ChunkFrame size.
             * @member {number} size
             * @memberof cairn.v1.ChunkFrame
             * @instance
             */
            ChunkFrame.prototype.size = 0;

            /**
             * ChunkFrame data.
             * @member {Uint8Array} data
             * @memberof cairn.v1.ChunkFrame
             * @instance
             */
            ChunkFrame.prototype.data = $util.newBuffer([]);

            /**
             * ChunkFrame error.
             * @member {string} error
             * @memberof cairn.v1.ChunkFrame
             * @instance
             */
            ChunkFrame.prototype.error = "";

            /**
             * ChunkFrame base.
             * @member {cairn.v1.DeltaBase.$Properties|null|undefined} base
             * @memberof cairn.v1.ChunkFrame
             * @instance
             */
            ChunkFrame.prototype.base = null;

            /**
             * Creates a new ChunkFrame instance using the specified properties.
             * @function create
             * @memberof cairn.v1.ChunkFrame
             * @static
             * @param {cairn.v1.ChunkFrame.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.ChunkFrame} ChunkFrame instance
             * @type {{
             *   (properties: cairn.v1.ChunkFrame.$Shape): cairn.v1.ChunkFrame & cairn.v1.ChunkFrame.$Shape;
             *   (properties?: cairn.v1.ChunkFrame.$Properties): cairn.v1.ChunkFrame;
             * }}
             */
            ChunkFrame.create = function(properties) {
                return new ChunkFrame(properties);
            };

            /**
             * Encodes the specified ChunkFrame message. Does not implicitly {@link cairn.v1.ChunkFrame.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.ChunkFrame
             * @static
             * @param {cairn.v1.ChunkFrame.$Properties} message ChunkFrame message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ChunkFrame.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.hash != null && $Object.hasOwnProperty.call(message, "hash") && message.hash.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.hash);
                if (message.codec != null && $Object.hasOwnProperty.call(message, "codec") && message.codec !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.codec);
                if (message.size != null && $Object.hasOwnProperty.call(message, "size") && message.size !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.size);
                if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.data);
                if (message.error != null && $Object.hasOwnProperty.call(message, "error") && message.error !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.error);
                if (message.base != null && $Object.hasOwnProperty.call(message, "base"))
                    $root.cairn.v1.DeltaBase.encode(message.base, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ChunkFrame message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.ChunkFrame
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.ChunkFrame & cairn.v1.ChunkFrame.$Shape} ChunkFrame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ChunkFrame.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.ChunkFrame();
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
                                message.hash = value;
                            else
                                delete message.hash;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.codec = value;
                            else
                                delete message.codec;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.size = value;
                            else
                                delete message.size;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.data = value;
                            else
                                delete message.data;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.error = value;
                            else
                                delete message.error;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.base = $root.cairn.v1.DeltaBase.decode(reader, reader.size(), $undefined, _depth + 1, message.base);
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

            return ChunkFrame;
        })();

        v1.MissingRequest = (function() {

            /**
             * Properties of a MissingRequest.
             * @typedef {Object} cairn.v1.MissingRequest.$Properties
             * @property {Array.<Uint8Array>|null} [hashes] MissingRequest hashes
             * @property {Array.<string>|null} [basis] MissingRequest basis
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a MissingRequest.
             * @memberof cairn.v1
             * @interface IMissingRequest
             * @augments cairn.v1.MissingRequest.$Properties
             * @deprecated Use cairn.v1.MissingRequest.$Properties instead.
             */

            /**
             * Shape of a MissingRequest.
             * @typedef {cairn.v1.MissingRequest.$Properties} cairn.v1.MissingRequest.$Shape
             */

            /**
             * Constructs a new MissingRequest.
             * @memberof cairn.v1
             * @classdesc Represents a MissingRequest.
             * @constructor
             * @param {cairn.v1.MissingRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const MissingRequest = function (properties) {
                this.hashes = [];
                this.basis = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * MissingRequest hashes.
             * @member {Array.<Uint8Array>} hashes
             * @memberof cairn.v1.MissingRequest
             * @instance
             */
            MissingRequest.prototype.hashes = $util.emptyArray;

            /**
             * MissingRequest basis.
             * @member {Array.<string>} basis
             * @memberof cairn.v1.MissingRequest
             * @instance
             */
            MissingRequest.prototype.basis = $util.emptyArray;

            /**
             * Creates a new MissingRequest instance using the specified properties.
             * @function create
             * @memberof cairn.v1.MissingRequest
             * @static
             * @param {cairn.v1.MissingRequest.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.MissingRequest} MissingRequest instance
             * @type {{
             *   (properties: cairn.v1.MissingRequest.$Shape): cairn.v1.MissingRequest & cairn.v1.MissingRequest.$Shape;
             *   (properties?: cairn.v1.MissingRequest.$Properties): cairn.v1.MissingRequest;
             * }}
             */
            MissingRequest.create = function(properties) {
                return new MissingRequest(properties);
            };

            /**
             * Encodes the specified MissingRequest message. Does not implicitly {@link cairn.v1.MissingRequest.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.MissingRequest
             * @static
             * @param {cairn.v1.MissingRequest.$Properties} message MissingRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            MissingRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.hashes != null && message.hashes.length)
                    for (let i = 0; i < message.hashes.length; ++i)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.hashes[i]);
                if (message.basis != null && message.basis.length)
                    for (let i = 0; i < message.basis.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.basis[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a MissingRequest message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.MissingRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.MissingRequest & cairn.v1.MissingRequest.$Shape} MissingRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            MissingRequest.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.MissingRequest();
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
                            if (!(message.hashes && message.hashes.length))
                                message.hashes = [];
                            message.hashes.push(reader.bytes());
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.basis && message.basis.length))
                                message.basis = [];
                            message.basis.push(reader.stringVerify());
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

            return MissingRequest;
        })();

        v1.MissingResponse = (function() {

            /**
             * Properties of a MissingResponse.
             * @typedef {Object} cairn.v1.MissingResponse.$Properties
             * @property {Array.<Uint8Array>|null} [hashes] MissingResponse hashes
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a MissingResponse.
             * @memberof cairn.v1
             * @interface IMissingResponse
             * @augments cairn.v1.MissingResponse.$Properties
             * @deprecated Use cairn.v1.MissingResponse.$Properties instead.
             */

            /**
             * Shape of a MissingResponse.
             * @typedef {cairn.v1.MissingResponse.$Properties} cairn.v1.MissingResponse.$Shape
             */

            /**
             * Constructs a new MissingResponse.
             * @memberof cairn.v1
             * @classdesc Represents a MissingResponse.
             * @constructor
             * @param {cairn.v1.MissingResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const MissingResponse = function (properties) {
                this.hashes = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * MissingResponse hashes.
             * @member {Array.<Uint8Array>} hashes
             * @memberof cairn.v1.MissingResponse
             * @instance
             */
            MissingResponse.prototype.hashes = $util.emptyArray;

            /**
             * Creates a new MissingResponse instance using the specified properties.
             * @function create
             * @memberof cairn.v1.MissingResponse
             * @static
             * @param {cairn.v1.MissingResponse.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.MissingResponse} MissingResponse instance
             * @type {{
             *   (properties: cairn.v1.MissingResponse.$Shape): cairn.v1.MissingResponse & cairn.v1.MissingResponse.$Shape;
             *   (properties?: cairn.v1.MissingResponse.$Properties): cairn.v1.MissingResponse;
             * }}
             */
            MissingResponse.create = function(properties) {
                return new MissingResponse(properties);
            };

            /**
             * Encodes the specified MissingResponse message. Does not implicitly {@link cairn.v1.MissingResponse.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.MissingResponse
             * @static
             * @param {cairn.v1.MissingResponse.$Properties} message MissingResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            MissingResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.hashes != null && message.hashes.length)
                    for (let i = 0; i < message.hashes.length; ++i)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.hashes[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a MissingResponse message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.MissingResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.MissingResponse & cairn.v1.MissingResponse.$Shape} MissingResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            MissingResponse.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.MissingResponse();
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
                            if (!(message.hashes && message.hashes.length))
                                message.hashes = [];
                            message.hashes.push(reader.bytes());
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

            return MissingResponse;
        })();

        v1.UploadResponse = (function() {

            /**
             * Properties of an UploadResponse.
             * @typedef {Object} cairn.v1.UploadResponse.$Properties
             * @property {number|null} [stored] UploadResponse stored
             * @property {Array.<cairn.v1.RowResult.$Properties>|null} [refused] UploadResponse refused
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an UploadResponse.
             * @memberof cairn.v1
             * @interface IUploadResponse
             * @augments cairn.v1.UploadResponse.$Properties
             * @deprecated Use cairn.v1.UploadResponse.$Properties instead.
             */

            /**
             * Shape of an UploadResponse.
             * @typedef {cairn.v1.UploadResponse.$Properties} cairn.v1.UploadResponse.$Shape
             */

            /**
             * Constructs a new UploadResponse.
             * @memberof cairn.v1
             * @classdesc Represents an UploadResponse.
             * @constructor
             * @param {cairn.v1.UploadResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UploadResponse = function (properties) {
                this.refused = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * UploadResponse stored.
             * @member {number} stored
             * @memberof cairn.v1.UploadResponse
             * @instance
             */
            UploadResponse.prototype.stored = 0;

            /**
             * UploadResponse refused.
             * @member {Array.<cairn.v1.RowResult.$Properties>} refused
             * @memberof cairn.v1.UploadResponse
             * @instance
             */
            UploadResponse.prototype.refused = $util.emptyArray;

            /**
             * Creates a new UploadResponse instance using the specified properties.
             * @function create
             * @memberof cairn.v1.UploadResponse
             * @static
             * @param {cairn.v1.UploadResponse.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.UploadResponse} UploadResponse instance
             * @type {{
             *   (properties: cairn.v1.UploadResponse.$Shape): cairn.v1.UploadResponse & cairn.v1.UploadResponse.$Shape;
             *   (properties?: cairn.v1.UploadResponse.$Properties): cairn.v1.UploadResponse;
             * }}
             */
            UploadResponse.create = function(properties) {
                return new UploadResponse(properties);
            };

            /**
             * Encodes the specified UploadResponse message. Does not implicitly {@link cairn.v1.UploadResponse.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.UploadResponse
             * @static
             * @param {cairn.v1.UploadResponse.$Properties} message UploadResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UploadResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.stored != null && $Object.hasOwnProperty.call(message, "stored") && message.stored !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.stored);
                if (message.refused != null && message.refused.length)
                    for (let i = 0; i < message.refused.length; ++i)
                        $root.cairn.v1.RowResult.encode(message.refused[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an UploadResponse message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.UploadResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.UploadResponse & cairn.v1.UploadResponse.$Shape} UploadResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UploadResponse.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.UploadResponse();
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
                                message.stored = value;
                            else
                                delete message.stored;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.refused && message.refused.length))
                                message.refused = [];
                            message.refused.push($root.cairn.v1.RowResult.decode(reader, reader.size(), $undefined, _depth + 1));
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

            return UploadResponse;
        })();

        v1.FetchRequest = (function() {

            /**
             * Properties of a FetchRequest.
             * @typedef {Object} cairn.v1.FetchRequest.$Properties
             * @property {string|null} [checkpointId] FetchRequest checkpointId
             * @property {Array.<Uint8Array>|null} [hashes] FetchRequest hashes
             * @property {Array.<string>|null} [held] FetchRequest held
             * @property {boolean|null} [deltas] FetchRequest deltas
             * @property {Array.<cairn.v1.FetchPart.$Properties>|null} [parts] FetchRequest parts
             * @property {boolean|null} [recheck] FetchRequest recheck
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a FetchRequest.
             * @memberof cairn.v1
             * @interface IFetchRequest
             * @augments cairn.v1.FetchRequest.$Properties
             * @deprecated Use cairn.v1.FetchRequest.$Properties instead.
             */

            /**
             * Shape of a FetchRequest.
             * @typedef {cairn.v1.FetchRequest.$Properties} cairn.v1.FetchRequest.$Shape
             */

            /**
             * Constructs a new FetchRequest.
             * @memberof cairn.v1
             * @classdesc Represents a FetchRequest.
             * @constructor
             * @param {cairn.v1.FetchRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const FetchRequest = function (properties) {
                this.hashes = [];
                this.held = [];
                this.parts = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * FetchRequest checkpointId.
             * @member {string} checkpointId
             * @memberof cairn.v1.FetchRequest
             * @instance
             */
            FetchRequest.prototype.checkpointId = "";

            /**
             * FetchRequest hashes.
             * @member {Array.<Uint8Array>} hashes
             * @memberof cairn.v1.FetchRequest
             * @instance
             */
            FetchRequest.prototype.hashes = $util.emptyArray;

            /**
             * FetchRequest held.
             * @member {Array.<string>} held
             * @memberof cairn.v1.FetchRequest
             * @instance
             */
            FetchRequest.prototype.held = $util.emptyArray;

            /**
             * FetchRequest deltas.
             * @member {boolean} deltas
             * @memberof cairn.v1.FetchRequest
             * @instance
             */
            FetchRequest.prototype.deltas = false;

            /**
             * FetchRequest parts.
             * @member {Array.<cairn.v1.FetchPart.$Properties>} parts
             * @memberof cairn.v1.FetchRequest
             * @instance
             */
            FetchRequest.prototype.parts = $util.emptyArray;

            /**
             * FetchRequest recheck.
             * @member {boolean} recheck
             * @memberof cairn.v1.FetchRequest
             * @instance
             */
            FetchRequest.prototype.recheck = false;

            /**
             * Creates a new FetchRequest instance using the specified properties.
             * @function create
             * @memberof cairn.v1.FetchRequest
             * @static
             * @param {cairn.v1.FetchRequest.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.FetchRequest} FetchRequest instance
             * @type {{
             *   (properties: cairn.v1.FetchRequest.$Shape): cairn.v1.FetchRequest & cairn.v1.FetchRequest.$Shape;
             *   (properties?: cairn.v1.FetchRequest.$Properties): cairn.v1.FetchRequest;
             * }}
             */
            FetchRequest.create = function(properties) {
                return new FetchRequest(properties);
            };

            /**
             * Encodes the specified FetchRequest message. Does not implicitly {@link cairn.v1.FetchRequest.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.FetchRequest
             * @static
             * @param {cairn.v1.FetchRequest.$Properties} message FetchRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            FetchRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.checkpointId != null && $Object.hasOwnProperty.call(message, "checkpointId") && message.checkpointId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.checkpointId);
                if (message.hashes != null && message.hashes.length)
                    for (let i = 0; i < message.hashes.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.hashes[i]);
                if (message.held != null && message.held.length)
                    for (let i = 0; i < message.held.length; ++i)
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.held[i]);
                if (message.deltas != null && $Object.hasOwnProperty.call(message, "deltas") && message.deltas !== false)
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.deltas);
                if (message.parts != null && message.parts.length)
                    for (let i = 0; i < message.parts.length; ++i)
                        $root.cairn.v1.FetchPart.encode(message.parts[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.recheck != null && $Object.hasOwnProperty.call(message, "recheck") && message.recheck !== false)
                    writer.uint32(/* id 6, wireType 0 =*/48).bool(message.recheck);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a FetchRequest message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.FetchRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.FetchRequest & cairn.v1.FetchRequest.$Shape} FetchRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            FetchRequest.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.FetchRequest();
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
                                message.checkpointId = value;
                            else
                                delete message.checkpointId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.hashes && message.hashes.length))
                                message.hashes = [];
                            message.hashes.push(reader.bytes());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.held && message.held.length))
                                message.held = [];
                            message.held.push(reader.stringVerify());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.deltas = value;
                            else
                                delete message.deltas;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.parts && message.parts.length))
                                message.parts = [];
                            message.parts.push($root.cairn.v1.FetchPart.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.recheck = value;
                            else
                                delete message.recheck;
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

            return FetchRequest;
        })();

        v1.FetchPart = (function() {

            /**
             * Properties of a FetchPart.
             * @typedef {Object} cairn.v1.FetchPart.$Properties
             * @property {string|null} [checkpointId] FetchPart checkpointId
             * @property {Array.<Uint8Array>|null} [hashes] FetchPart hashes
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a FetchPart.
             * @memberof cairn.v1
             * @interface IFetchPart
             * @augments cairn.v1.FetchPart.$Properties
             * @deprecated Use cairn.v1.FetchPart.$Properties instead.
             */

            /**
             * Shape of a FetchPart.
             * @typedef {cairn.v1.FetchPart.$Properties} cairn.v1.FetchPart.$Shape
             */

            /**
             * Constructs a new FetchPart.
             * @memberof cairn.v1
             * @classdesc Represents a FetchPart.
             * @constructor
             * @param {cairn.v1.FetchPart.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const FetchPart = function (properties) {
                this.hashes = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * FetchPart checkpointId.
             * @member {string} checkpointId
             * @memberof cairn.v1.FetchPart
             * @instance
             */
            FetchPart.prototype.checkpointId = "";

            /**
             * FetchPart hashes.
             * @member {Array.<Uint8Array>} hashes
             * @memberof cairn.v1.FetchPart
             * @instance
             */
            FetchPart.prototype.hashes = $util.emptyArray;

            /**
             * Creates a new FetchPart instance using the specified properties.
             * @function create
             * @memberof cairn.v1.FetchPart
             * @static
             * @param {cairn.v1.FetchPart.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.FetchPart} FetchPart instance
             * @type {{
             *   (properties: cairn.v1.FetchPart.$Shape): cairn.v1.FetchPart & cairn.v1.FetchPart.$Shape;
             *   (properties?: cairn.v1.FetchPart.$Properties): cairn.v1.FetchPart;
             * }}
             */
            FetchPart.create = function(properties) {
                return new FetchPart(properties);
            };

            /**
             * Encodes the specified FetchPart message. Does not implicitly {@link cairn.v1.FetchPart.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.FetchPart
             * @static
             * @param {cairn.v1.FetchPart.$Properties} message FetchPart message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            FetchPart.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.checkpointId != null && $Object.hasOwnProperty.call(message, "checkpointId") && message.checkpointId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.checkpointId);
                if (message.hashes != null && message.hashes.length)
                    for (let i = 0; i < message.hashes.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.hashes[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a FetchPart message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.FetchPart
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.FetchPart & cairn.v1.FetchPart.$Shape} FetchPart
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            FetchPart.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.FetchPart();
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
                                message.checkpointId = value;
                            else
                                delete message.checkpointId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.hashes && message.hashes.length))
                                message.hashes = [];
                            message.hashes.push(reader.bytes());
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

            return FetchPart;
        })();

        v1.DirectFrame = (function() {

            /**
             * Properties of a DirectFrame.
             * @typedef {Object} cairn.v1.DirectFrame.$Properties
             * @property {Uint8Array|null} [hash] DirectFrame hash
             * @property {cairn.v1.Codec|null} [codec] DirectFrame codec
             * @property {number|null} [size] DirectFrame size
             * @property {number|null} [length] DirectFrame length
             * @property {cairn.v1.DeltaBase.$Properties|null} [base] DirectFrame base
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DirectFrame.
             * @memberof cairn.v1
             * @interface IDirectFrame
             * @augments cairn.v1.DirectFrame.$Properties
             * @deprecated Use cairn.v1.DirectFrame.$Properties instead.
             */

            /**
             * Shape of a DirectFrame.
             * @typedef {cairn.v1.DirectFrame.$Properties} cairn.v1.DirectFrame.$Shape
             */

            /**
             * Constructs a new DirectFrame.
             * @memberof cairn.v1
             * @classdesc Represents a DirectFrame.
             * @constructor
             * @param {cairn.v1.DirectFrame.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DirectFrame = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DirectFrame hash.
             * @member {Uint8Array} hash
             * @memberof cairn.v1.DirectFrame
             * @instance
             */
            DirectFrame.prototype.hash = $util.newBuffer([]);

            /**
             * DirectFrame codec.
             * @member {cairn.v1.Codec} codec
             * @memberof cairn.v1.DirectFrame
             * @instance
             */
            DirectFrame.prototype.codec = 0;

            /**
             * DirectFrame size.
             * @member {number} size
             * @memberof cairn.v1.DirectFrame
             * @instance
             */
            DirectFrame.prototype.size = 0;

            /**
             * DirectFrame length.
             * @member {number} length
             * @memberof cairn.v1.DirectFrame
             * @instance
             */
            DirectFrame.prototype.length = 0;

            /**
             * DirectFrame base.
             * @member {cairn.v1.DeltaBase.$Properties|null|undefined} base
             * @memberof cairn.v1.DirectFrame
             * @instance
             */
            DirectFrame.prototype.base = null;

            /**
             * Creates a new DirectFrame instance using the specified properties.
             * @function create
             * @memberof cairn.v1.DirectFrame
             * @static
             * @param {cairn.v1.DirectFrame.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.DirectFrame} DirectFrame instance
             * @type {{
             *   (properties: cairn.v1.DirectFrame.$Shape): cairn.v1.DirectFrame & cairn.v1.DirectFrame.$Shape;
             *   (properties?: cairn.v1.DirectFrame.$Properties): cairn.v1.DirectFrame;
             * }}
             */
            DirectFrame.create = function(properties) {
                return new DirectFrame(properties);
            };

            /**
             * Encodes the specified DirectFrame message. Does not implicitly {@link cairn.v1.DirectFrame.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.DirectFrame
             * @static
             * @param {cairn.v1.DirectFrame.$Properties} message DirectFrame message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DirectFrame.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.hash != null && $Object.hasOwnProperty.call(message, "hash") && message.hash.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.hash);
                if (message.codec != null && $Object.hasOwnProperty.call(message, "codec") && message.codec !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.codec);
                if (message.size != null && $Object.hasOwnProperty.call(message, "size") && message.size !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.size);
                if (message.length != null && $Object.hasOwnProperty.call(message, "length") && message.length !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.length);
                if (message.base != null && $Object.hasOwnProperty.call(message, "base"))
                    $root.cairn.v1.DeltaBase.encode(message.base, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DirectFrame message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.DirectFrame
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.DirectFrame & cairn.v1.DirectFrame.$Shape} DirectFrame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DirectFrame.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.DirectFrame();
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
                                message.hash = value;
                            else
                                delete message.hash;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.codec = value;
                            else
                                delete message.codec;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.size = value;
                            else
                                delete message.size;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.length = value;
                            else
                                delete message.length;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.base = $root.cairn.v1.DeltaBase.decode(reader, reader.size(), $undefined, _depth + 1, message.base);
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

            return DirectFrame;
        })();

        v1.DirectUploadRequest = (function() {

            /**
             * Properties of a DirectUploadRequest.
             * @typedef {Object} cairn.v1.DirectUploadRequest.$Properties
             * @property {number|null} [bytes] DirectUploadRequest bytes
             * @property {Uint8Array|null} [sha256] DirectUploadRequest sha256
             * @property {Array.<cairn.v1.DirectFrame.$Properties>|null} [frames] DirectUploadRequest frames
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DirectUploadRequest.
             * @memberof cairn.v1
             * @interface IDirectUploadRequest
             * @augments cairn.v1.DirectUploadRequest.$Properties
             * @deprecated Use cairn.v1.DirectUploadRequest.$Properties instead.
             */

            /**
             * Shape of a DirectUploadRequest.
             * @typedef {cairn.v1.DirectUploadRequest.$Properties} cairn.v1.DirectUploadRequest.$Shape
             */

            /**
             * Constructs a new DirectUploadRequest.
             * @memberof cairn.v1
             * @classdesc Represents a DirectUploadRequest.
             * @constructor
             * @param {cairn.v1.DirectUploadRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DirectUploadRequest = function (properties) {
                this.frames = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DirectUploadRequest bytes.
             * @member {number} bytes
             * @memberof cairn.v1.DirectUploadRequest
             * @instance
             */
            DirectUploadRequest.prototype.bytes = 0;

            /**
             * DirectUploadRequest sha256.
             * @member {Uint8Array} sha256
             * @memberof cairn.v1.DirectUploadRequest
             * @instance
             */
            DirectUploadRequest.prototype.sha256 = $util.newBuffer([]);

            /**
             * DirectUploadRequest frames.
             * @member {Array.<cairn.v1.DirectFrame.$Properties>} frames
             * @memberof cairn.v1.DirectUploadRequest
             * @instance
             */
            DirectUploadRequest.prototype.frames = $util.emptyArray;

            /**
             * Creates a new DirectUploadRequest instance using the specified properties.
             * @function create
             * @memberof cairn.v1.DirectUploadRequest
             * @static
             * @param {cairn.v1.DirectUploadRequest.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.DirectUploadRequest} DirectUploadRequest instance
             * @type {{
             *   (properties: cairn.v1.DirectUploadRequest.$Shape): cairn.v1.DirectUploadRequest & cairn.v1.DirectUploadRequest.$Shape;
             *   (properties?: cairn.v1.DirectUploadRequest.$Properties): cairn.v1.DirectUploadRequest;
             * }}
             */
            DirectUploadRequest.create = function(properties) {
                return new DirectUploadRequest(properties);
            };

            /**
             * Encodes the specified DirectUploadRequest message. Does not implicitly {@link cairn.v1.DirectUploadRequest.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.DirectUploadRequest
             * @static
             * @param {cairn.v1.DirectUploadRequest.$Properties} message DirectUploadRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DirectUploadRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && message.bytes !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.bytes);
                if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256") && message.sha256.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.sha256);
                if (message.frames != null && message.frames.length)
                    for (let i = 0; i < message.frames.length; ++i)
                        $root.cairn.v1.DirectFrame.encode(message.frames[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DirectUploadRequest message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.DirectUploadRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.DirectUploadRequest & cairn.v1.DirectUploadRequest.$Shape} DirectUploadRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DirectUploadRequest.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.DirectUploadRequest();
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
                                message.bytes = value;
                            else
                                delete message.bytes;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.sha256 = value;
                            else
                                delete message.sha256;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.frames && message.frames.length))
                                message.frames = [];
                            message.frames.push($root.cairn.v1.DirectFrame.decode(reader, reader.size(), $undefined, _depth + 1));
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

            return DirectUploadRequest;
        })();

        v1.DirectHeader = (function() {

            /**
             * Properties of a DirectHeader.
             * @typedef {Object} cairn.v1.DirectHeader.$Properties
             * @property {string|null} [name] DirectHeader name
             * @property {string|null} [value] DirectHeader value
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DirectHeader.
             * @memberof cairn.v1
             * @interface IDirectHeader
             * @augments cairn.v1.DirectHeader.$Properties
             * @deprecated Use cairn.v1.DirectHeader.$Properties instead.
             */

            /**
             * Shape of a DirectHeader.
             * @typedef {cairn.v1.DirectHeader.$Properties} cairn.v1.DirectHeader.$Shape
             */

            /**
             * Constructs a new DirectHeader.
             * @memberof cairn.v1
             * @classdesc Represents a DirectHeader.
             * @constructor
             * @param {cairn.v1.DirectHeader.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DirectHeader = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DirectHeader name.
             * @member {string} name
             * @memberof cairn.v1.DirectHeader
             * @instance
             */
            DirectHeader.prototype.name = "";

            /**
             * DirectHeader value.
             * @member {string} value
             * @memberof cairn.v1.DirectHeader
             * @instance
             */
            DirectHeader.prototype.value = "";

            /**
             * Creates a new DirectHeader instance using the specified properties.
             * @function create
             * @memberof cairn.v1.DirectHeader
             * @static
             * @param {cairn.v1.DirectHeader.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.DirectHeader} DirectHeader instance
             * @type {{
             *   (properties: cairn.v1.DirectHeader.$Shape): cairn.v1.DirectHeader & cairn.v1.DirectHeader.$Shape;
             *   (properties?: cairn.v1.DirectHeader.$Properties): cairn.v1.DirectHeader;
             * }}
             */
            DirectHeader.create = function(properties) {
                return new DirectHeader(properties);
            };

            /**
             * Encodes the specified DirectHeader message. Does not implicitly {@link cairn.v1.DirectHeader.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.DirectHeader
             * @static
             * @param {cairn.v1.DirectHeader.$Properties} message DirectHeader message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DirectHeader.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DirectHeader message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.DirectHeader
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.DirectHeader & cairn.v1.DirectHeader.$Shape} DirectHeader
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DirectHeader.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.DirectHeader();
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
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.value = value;
                            else
                                delete message.value;
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

            return DirectHeader;
        })();

        v1.DirectUploadResponse = (function() {

            /**
             * Properties of a DirectUploadResponse.
             * @typedef {Object} cairn.v1.DirectUploadResponse.$Properties
             * @property {string|null} [uploadId] DirectUploadResponse uploadId
             * @property {string|null} [url] DirectUploadResponse url
             * @property {Array.<cairn.v1.DirectHeader.$Properties>|null} [headers] DirectUploadResponse headers
             * @property {Array.<cairn.v1.RowResult.$Properties>|null} [refused] DirectUploadResponse refused
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DirectUploadResponse.
             * @memberof cairn.v1
             * @interface IDirectUploadResponse
             * @augments cairn.v1.DirectUploadResponse.$Properties
             * @deprecated Use cairn.v1.DirectUploadResponse.$Properties instead.
             */

            /**
             * Shape of a DirectUploadResponse.
             * @typedef {cairn.v1.DirectUploadResponse.$Properties} cairn.v1.DirectUploadResponse.$Shape
             */

            /**
             * Constructs a new DirectUploadResponse.
             * @memberof cairn.v1
             * @classdesc Represents a DirectUploadResponse.
             * @constructor
             * @param {cairn.v1.DirectUploadResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DirectUploadResponse = function (properties) {
                this.headers = [];
                this.refused = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DirectUploadResponse uploadId.
             * @member {string} uploadId
             * @memberof cairn.v1.DirectUploadResponse
             * @instance
             */
            DirectUploadResponse.prototype.uploadId = "";

            /**
             * DirectUploadResponse url.
             * @member {string} url
             * @memberof cairn.v1.DirectUploadResponse
             * @instance
             */
            DirectUploadResponse.prototype.url = "";

            /**
             * DirectUploadResponse headers.
             * @member {Array.<cairn.v1.DirectHeader.$Properties>} headers
             * @memberof cairn.v1.DirectUploadResponse
             * @instance
             */
            DirectUploadResponse.prototype.headers = $util.emptyArray;

            /**
             * DirectUploadResponse refused.
             * @member {Array.<cairn.v1.RowResult.$Properties>} refused
             * @memberof cairn.v1.DirectUploadResponse
             * @instance
             */
            DirectUploadResponse.prototype.refused = $util.emptyArray;

            /**
             * Creates a new DirectUploadResponse instance using the specified properties.
             * @function create
             * @memberof cairn.v1.DirectUploadResponse
             * @static
             * @param {cairn.v1.DirectUploadResponse.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.DirectUploadResponse} DirectUploadResponse instance
             * @type {{
             *   (properties: cairn.v1.DirectUploadResponse.$Shape): cairn.v1.DirectUploadResponse & cairn.v1.DirectUploadResponse.$Shape;
             *   (properties?: cairn.v1.DirectUploadResponse.$Properties): cairn.v1.DirectUploadResponse;
             * }}
             */
            DirectUploadResponse.create = function(properties) {
                return new DirectUploadResponse(properties);
            };

            /**
             * Encodes the specified DirectUploadResponse message. Does not implicitly {@link cairn.v1.DirectUploadResponse.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.DirectUploadResponse
             * @static
             * @param {cairn.v1.DirectUploadResponse.$Properties} message DirectUploadResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DirectUploadResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.uploadId != null && $Object.hasOwnProperty.call(message, "uploadId") && message.uploadId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.uploadId);
                if (message.url != null && $Object.hasOwnProperty.call(message, "url") && message.url !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.url);
                if (message.headers != null && message.headers.length)
                    for (let i = 0; i < message.headers.length; ++i)
                        $root.cairn.v1.DirectHeader.encode(message.headers[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.refused != null && message.refused.length)
                    for (let i = 0; i < message.refused.length; ++i)
                        $root.cairn.v1.RowResult.encode(message.refused[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DirectUploadResponse message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.DirectUploadResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.DirectUploadResponse & cairn.v1.DirectUploadResponse.$Shape} DirectUploadResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DirectUploadResponse.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.DirectUploadResponse();
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
                                message.uploadId = value;
                            else
                                delete message.uploadId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.url = value;
                            else
                                delete message.url;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.headers && message.headers.length))
                                message.headers = [];
                            message.headers.push($root.cairn.v1.DirectHeader.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.refused && message.refused.length))
                                message.refused = [];
                            message.refused.push($root.cairn.v1.RowResult.decode(reader, reader.size(), $undefined, _depth + 1));
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

            return DirectUploadResponse;
        })();

        v1.DirectConfirmRequest = (function() {

            /**
             * Properties of a DirectConfirmRequest.
             * @typedef {Object} cairn.v1.DirectConfirmRequest.$Properties
             * @property {string|null} [uploadId] DirectConfirmRequest uploadId
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DirectConfirmRequest.
             * @memberof cairn.v1
             * @interface IDirectConfirmRequest
             * @augments cairn.v1.DirectConfirmRequest.$Properties
             * @deprecated Use cairn.v1.DirectConfirmRequest.$Properties instead.
             */

            /**
             * Shape of a DirectConfirmRequest.
             * @typedef {cairn.v1.DirectConfirmRequest.$Properties} cairn.v1.DirectConfirmRequest.$Shape
             */

            /**
             * Constructs a new DirectConfirmRequest.
             * @memberof cairn.v1
             * @classdesc Represents a DirectConfirmRequest.
             * @constructor
             * @param {cairn.v1.DirectConfirmRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DirectConfirmRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DirectConfirmRequest uploadId.
             * @member {string} uploadId
             * @memberof cairn.v1.DirectConfirmRequest
             * @instance
             */
            DirectConfirmRequest.prototype.uploadId = "";

            /**
             * Creates a new DirectConfirmRequest instance using the specified properties.
             * @function create
             * @memberof cairn.v1.DirectConfirmRequest
             * @static
             * @param {cairn.v1.DirectConfirmRequest.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.DirectConfirmRequest} DirectConfirmRequest instance
             * @type {{
             *   (properties: cairn.v1.DirectConfirmRequest.$Shape): cairn.v1.DirectConfirmRequest & cairn.v1.DirectConfirmRequest.$Shape;
             *   (properties?: cairn.v1.DirectConfirmRequest.$Properties): cairn.v1.DirectConfirmRequest;
             * }}
             */
            DirectConfirmRequest.create = function(properties) {
                return new DirectConfirmRequest(properties);
            };

            /**
             * Encodes the specified DirectConfirmRequest message. Does not implicitly {@link cairn.v1.DirectConfirmRequest.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.DirectConfirmRequest
             * @static
             * @param {cairn.v1.DirectConfirmRequest.$Properties} message DirectConfirmRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DirectConfirmRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.uploadId != null && $Object.hasOwnProperty.call(message, "uploadId") && message.uploadId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.uploadId);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DirectConfirmRequest message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.DirectConfirmRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.DirectConfirmRequest & cairn.v1.DirectConfirmRequest.$Shape} DirectConfirmRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DirectConfirmRequest.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.DirectConfirmRequest();
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
                                message.uploadId = value;
                            else
                                delete message.uploadId;
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

            return DirectConfirmRequest;
        })();

        v1.DirectRange = (function() {

            /**
             * Properties of a DirectRange.
             * @typedef {Object} cairn.v1.DirectRange.$Properties
             * @property {string|null} [url] DirectRange url
             * @property {Array.<cairn.v1.DirectHeader.$Properties>|null} [headers] DirectRange headers
             * @property {number|null} [bytes] DirectRange bytes
             * @property {number|null} [frames] DirectRange frames
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DirectRange.
             * @memberof cairn.v1
             * @interface IDirectRange
             * @augments cairn.v1.DirectRange.$Properties
             * @deprecated Use cairn.v1.DirectRange.$Properties instead.
             */

            /**
             * Shape of a DirectRange.
             * @typedef {cairn.v1.DirectRange.$Properties} cairn.v1.DirectRange.$Shape
             */

            /**
             * Constructs a new DirectRange.
             * @memberof cairn.v1
             * @classdesc Represents a DirectRange.
             * @constructor
             * @param {cairn.v1.DirectRange.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DirectRange = function (properties) {
                this.headers = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DirectRange url.
             * @member {string} url
             * @memberof cairn.v1.DirectRange
             * @instance
             */
            DirectRange.prototype.url = "";

            /**
             * DirectRange headers.
             * @member {Array.<cairn.v1.DirectHeader.$Properties>} headers
             * @memberof cairn.v1.DirectRange
             * @instance
             */
            DirectRange.prototype.headers = $util.emptyArray;

            /**
             * DirectRange bytes.
             * @member {number} bytes
             * @memberof cairn.v1.DirectRange
             * @instance
             */
            DirectRange.prototype.bytes = 0;

            /**
             * DirectRange frames.
             * @member {number} frames
             * @memberof cairn.v1.DirectRange
             * @instance
             */
            DirectRange.prototype.frames = 0;

            /**
             * Creates a new DirectRange instance using the specified properties.
             * @function create
             * @memberof cairn.v1.DirectRange
             * @static
             * @param {cairn.v1.DirectRange.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.DirectRange} DirectRange instance
             * @type {{
             *   (properties: cairn.v1.DirectRange.$Shape): cairn.v1.DirectRange & cairn.v1.DirectRange.$Shape;
             *   (properties?: cairn.v1.DirectRange.$Properties): cairn.v1.DirectRange;
             * }}
             */
            DirectRange.create = function(properties) {
                return new DirectRange(properties);
            };

            /**
             * Encodes the specified DirectRange message. Does not implicitly {@link cairn.v1.DirectRange.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.DirectRange
             * @static
             * @param {cairn.v1.DirectRange.$Properties} message DirectRange message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DirectRange.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.url != null && $Object.hasOwnProperty.call(message, "url") && message.url !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.url);
                if (message.headers != null && message.headers.length)
                    for (let i = 0; i < message.headers.length; ++i)
                        $root.cairn.v1.DirectHeader.encode(message.headers[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && message.bytes !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.bytes);
                if (message.frames != null && $Object.hasOwnProperty.call(message, "frames") && message.frames !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.frames);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DirectRange message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.DirectRange
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.DirectRange & cairn.v1.DirectRange.$Shape} DirectRange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DirectRange.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.DirectRange();
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
                                message.url = value;
                            else
                                delete message.url;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.headers && message.headers.length))
                                message.headers = [];
                            message.headers.push($root.cairn.v1.DirectHeader.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.bytes = value;
                            else
                                delete message.bytes;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.frames = value;
                            else
                                delete message.frames;
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

            return DirectRange;
        })();

        v1.DirectFetchResponse = (function() {

            /**
             * Properties of a DirectFetchResponse.
             * @typedef {Object} cairn.v1.DirectFetchResponse.$Properties
             * @property {Array.<Uint8Array>|null} [rest] DirectFetchResponse rest
             * @property {Array.<cairn.v1.DirectRange.$Properties>|null} [ranges] DirectFetchResponse ranges
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DirectFetchResponse.
             * @memberof cairn.v1
             * @interface IDirectFetchResponse
             * @augments cairn.v1.DirectFetchResponse.$Properties
             * @deprecated Use cairn.v1.DirectFetchResponse.$Properties instead.
             */

            /**
             * Shape of a DirectFetchResponse.
             * @typedef {cairn.v1.DirectFetchResponse.$Properties} cairn.v1.DirectFetchResponse.$Shape
             */

            /**
             * Constructs a new DirectFetchResponse.
             * @memberof cairn.v1
             * @classdesc Represents a DirectFetchResponse.
             * @constructor
             * @param {cairn.v1.DirectFetchResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DirectFetchResponse = function (properties) {
                this.rest = [];
                this.ranges = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DirectFetchResponse rest.
             * @member {Array.<Uint8Array>} rest
             * @memberof cairn.v1.DirectFetchResponse
             * @instance
             */
            DirectFetchResponse.prototype.rest = $util.emptyArray;

            /**
             * DirectFetchResponse ranges.
             * @member {Array.<cairn.v1.DirectRange.$Properties>} ranges
             * @memberof cairn.v1.DirectFetchResponse
             * @instance
             */
            DirectFetchResponse.prototype.ranges = $util.emptyArray;

            /**
             * Creates a new DirectFetchResponse instance using the specified properties.
             * @function create
             * @memberof cairn.v1.DirectFetchResponse
             * @static
             * @param {cairn.v1.DirectFetchResponse.$Properties=} [properties] Properties to set
             * @returns {cairn.v1.DirectFetchResponse} DirectFetchResponse instance
             * @type {{
             *   (properties: cairn.v1.DirectFetchResponse.$Shape): cairn.v1.DirectFetchResponse & cairn.v1.DirectFetchResponse.$Shape;
             *   (properties?: cairn.v1.DirectFetchResponse.$Properties): cairn.v1.DirectFetchResponse;
             * }}
             */
            DirectFetchResponse.create = function(properties) {
                return new DirectFetchResponse(properties);
            };

            /**
             * Encodes the specified DirectFetchResponse message. Does not implicitly {@link cairn.v1.DirectFetchResponse.verify|verify} messages.
             * @function encode
             * @memberof cairn.v1.DirectFetchResponse
             * @static
             * @param {cairn.v1.DirectFetchResponse.$Properties} message DirectFetchResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DirectFetchResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.rest != null && message.rest.length)
                    for (let i = 0; i < message.rest.length; ++i)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.rest[i]);
                if (message.ranges != null && message.ranges.length)
                    for (let i = 0; i < message.ranges.length; ++i)
                        $root.cairn.v1.DirectRange.encode(message.ranges[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DirectFetchResponse message from the specified reader or buffer.
             * @function decode
             * @memberof cairn.v1.DirectFetchResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {cairn.v1.DirectFetchResponse & cairn.v1.DirectFetchResponse.$Shape} DirectFetchResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DirectFetchResponse.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.cairn.v1.DirectFetchResponse();
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
                            if (!(message.rest && message.rest.length))
                                message.rest = [];
                            message.rest.push(reader.bytes());
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.ranges && message.ranges.length))
                                message.ranges = [];
                            message.ranges.push($root.cairn.v1.DirectRange.decode(reader, reader.size(), $undefined, _depth + 1));
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

            return DirectFetchResponse;
        })();

        return v1;
    })();

    return cairn;
})();

export {
  $root as default
};
