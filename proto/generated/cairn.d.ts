import * as $protobuf from "protobufjs";
import Long = require("long");

/** Namespace cairn. */
export namespace cairn {

    /** Namespace v1. */
    namespace v1 {

        /** ItemKind enum. */
        enum ItemKind {

            /** ITEM_KIND_UNSPECIFIED value */
            ITEM_KIND_UNSPECIFIED = 0,

            /** COLLECTION value */
            COLLECTION = 1,

            /** ASSET value */
            ASSET = 2
        }

        /**
         * Properties of an Item.
         * @deprecated Use cairn.v1.Item.$Properties instead.
         */
        interface IItem extends cairn.v1.Item.$Properties {
        }

        /** Represents an Item. */
        class Item {

            /**
             * Constructs a new Item.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.Item.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Item id. */
            id: string;

            /** Item kind. */
            kind: cairn.v1.ItemKind;

            /** Item parentId. */
            parentId: string;

            /** Item name. */
            name: string;

            /** Item shared. */
            shared: boolean;

            /** Item task. */
            task: boolean;

            /** Item assigneeId. */
            assigneeId: string;

            /** Item status. */
            status: string;

            /** Item type. */
            type: string;

            /** Item description. */
            description: string;

            /** Item trashed. */
            trashed: boolean;

            /** Item trashedBy. */
            trashedBy: string;

            /** Item trashedAt. */
            trashedAt: number;

            /** Item mergedInto. */
            mergedInto: string;

            /** Item purged. */
            purged: boolean;

            /** Item createdBy. */
            createdBy: string;

            /** Item createdAt. */
            createdAt: number;

            /**
             * Creates a new Item instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Item instance
             */
            static create(properties: cairn.v1.Item.$Shape): cairn.v1.Item & cairn.v1.Item.$Shape;
            static create(properties?: cairn.v1.Item.$Properties): cairn.v1.Item;

            /**
             * Encodes the specified Item message. Does not implicitly {@link cairn.v1.Item.verify|verify} messages.
             * @param message Item message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.Item.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Item message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.Item & cairn.v1.Item.$Shape} Item
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.Item & cairn.v1.Item.$Shape;
        }

        namespace Item {

            /** Properties of an Item. */
            interface $Properties {

                /** Item id */
                id?: (string|null);

                /** Item kind */
                kind?: (cairn.v1.ItemKind|null);

                /** Item parentId */
                parentId?: (string|null);

                /** Item name */
                name?: (string|null);

                /** Item shared */
                shared?: (boolean|null);

                /** Item task */
                task?: (boolean|null);

                /** Item assigneeId */
                assigneeId?: (string|null);

                /** Item status */
                status?: (string|null);

                /** Item type */
                type?: (string|null);

                /** Item description */
                description?: (string|null);

                /** Item trashed */
                trashed?: (boolean|null);

                /** Item trashedBy */
                trashedBy?: (string|null);

                /** Item trashedAt */
                trashedAt?: (number|null);

                /** Item mergedInto */
                mergedInto?: (string|null);

                /** Item purged */
                purged?: (boolean|null);

                /** Item createdBy */
                createdBy?: (string|null);

                /** Item createdAt */
                createdAt?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Item. */
            type $Shape = cairn.v1.Item.$Properties;
        }

        /**
         * Properties of a Preview.
         * @deprecated Use cairn.v1.Preview.$Properties instead.
         */
        interface IPreview extends cairn.v1.Preview.$Properties {
        }

        /** Represents a Preview. */
        class Preview {

            /**
             * Constructs a new Preview.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.Preview.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Preview hash. */
            hash: Uint8Array;

            /** Preview size. */
            size: number;

            /** Preview mediaType. */
            mediaType: string;

            /**
             * Creates a new Preview instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Preview instance
             */
            static create(properties: cairn.v1.Preview.$Shape): cairn.v1.Preview & cairn.v1.Preview.$Shape;
            static create(properties?: cairn.v1.Preview.$Properties): cairn.v1.Preview;

            /**
             * Encodes the specified Preview message. Does not implicitly {@link cairn.v1.Preview.verify|verify} messages.
             * @param message Preview message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.Preview.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Preview message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.Preview & cairn.v1.Preview.$Shape} Preview
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.Preview & cairn.v1.Preview.$Shape;
        }

        namespace Preview {

            /** Properties of a Preview. */
            interface $Properties {

                /** Preview hash */
                hash?: (Uint8Array|null);

                /** Preview size */
                size?: (number|null);

                /** Preview mediaType */
                mediaType?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Preview. */
            type $Shape = cairn.v1.Preview.$Properties;
        }

        /**
         * Properties of a Checkpoint.
         * @deprecated Use cairn.v1.Checkpoint.$Properties instead.
         */
        interface ICheckpoint extends cairn.v1.Checkpoint.$Properties {
        }

        /** Represents a Checkpoint. */
        class Checkpoint {

            /**
             * Constructs a new Checkpoint.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.Checkpoint.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Checkpoint id. */
            id: string;

            /** Checkpoint assetId. */
            assetId: string;

            /** Checkpoint version. */
            version: number;

            /** Checkpoint parentId. */
            parentId: string;

            /** Checkpoint contentHash. */
            contentHash: Uint8Array;

            /** Checkpoint size. */
            size: number;

            /** Checkpoint manifest. */
            manifest: Uint8Array;

            /** Checkpoint comment. */
            comment: string;

            /** Checkpoint authorId. */
            authorId: string;

            /** Checkpoint createdAt. */
            createdAt: number;

            /** Checkpoint status. */
            status: string;

            /** Checkpoint preview. */
            preview?: (cairn.v1.Preview.$Properties|null);

            /** Checkpoint trashed. */
            trashed: boolean;

            /**
             * Creates a new Checkpoint instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Checkpoint instance
             */
            static create(properties: cairn.v1.Checkpoint.$Shape): cairn.v1.Checkpoint & cairn.v1.Checkpoint.$Shape;
            static create(properties?: cairn.v1.Checkpoint.$Properties): cairn.v1.Checkpoint;

            /**
             * Encodes the specified Checkpoint message. Does not implicitly {@link cairn.v1.Checkpoint.verify|verify} messages.
             * @param message Checkpoint message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.Checkpoint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Checkpoint message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.Checkpoint & cairn.v1.Checkpoint.$Shape} Checkpoint
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.Checkpoint & cairn.v1.Checkpoint.$Shape;
        }

        namespace Checkpoint {

            /** Properties of a Checkpoint. */
            interface $Properties {

                /** Checkpoint id */
                id?: (string|null);

                /** Checkpoint assetId */
                assetId?: (string|null);

                /** Checkpoint version */
                version?: (number|null);

                /** Checkpoint parentId */
                parentId?: (string|null);

                /** Checkpoint contentHash */
                contentHash?: (Uint8Array|null);

                /** Checkpoint size */
                size?: (number|null);

                /** Checkpoint manifest */
                manifest?: (Uint8Array|null);

                /** Checkpoint comment */
                comment?: (string|null);

                /** Checkpoint authorId */
                authorId?: (string|null);

                /** Checkpoint createdAt */
                createdAt?: (number|null);

                /** Checkpoint status */
                status?: (string|null);

                /** Checkpoint preview */
                preview?: (cairn.v1.Preview.$Properties|null);

                /** Checkpoint trashed */
                trashed?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Checkpoint. */
            type $Shape = cairn.v1.Checkpoint.$Properties;
        }

        /**
         * Properties of a Tagging.
         * @deprecated Use cairn.v1.Tagging.$Properties instead.
         */
        interface ITagging extends cairn.v1.Tagging.$Properties {
        }

        /** Represents a Tagging. */
        class Tagging {

            /**
             * Constructs a new Tagging.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.Tagging.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Tagging itemId. */
            itemId: string;

            /** Tagging tag. */
            tag: string;

            /** Tagging present. */
            present: boolean;

            /**
             * Creates a new Tagging instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Tagging instance
             */
            static create(properties: cairn.v1.Tagging.$Shape): cairn.v1.Tagging & cairn.v1.Tagging.$Shape;
            static create(properties?: cairn.v1.Tagging.$Properties): cairn.v1.Tagging;

            /**
             * Encodes the specified Tagging message. Does not implicitly {@link cairn.v1.Tagging.verify|verify} messages.
             * @param message Tagging message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.Tagging.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Tagging message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.Tagging & cairn.v1.Tagging.$Shape} Tagging
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.Tagging & cairn.v1.Tagging.$Shape;
        }

        namespace Tagging {

            /** Properties of a Tagging. */
            interface $Properties {

                /** Tagging itemId */
                itemId?: (string|null);

                /** Tagging tag */
                tag?: (string|null);

                /** Tagging present */
                present?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Tagging. */
            type $Shape = cairn.v1.Tagging.$Properties;
        }

        /**
         * Properties of a Dependency.
         * @deprecated Use cairn.v1.Dependency.$Properties instead.
         */
        interface IDependency extends cairn.v1.Dependency.$Properties {
        }

        /** Represents a Dependency. */
        class Dependency {

            /**
             * Constructs a new Dependency.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.Dependency.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Dependency itemId. */
            itemId: string;

            /** Dependency targetId. */
            targetId: string;

            /** Dependency present. */
            present: boolean;

            /**
             * Creates a new Dependency instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Dependency instance
             */
            static create(properties: cairn.v1.Dependency.$Shape): cairn.v1.Dependency & cairn.v1.Dependency.$Shape;
            static create(properties?: cairn.v1.Dependency.$Properties): cairn.v1.Dependency;

            /**
             * Encodes the specified Dependency message. Does not implicitly {@link cairn.v1.Dependency.verify|verify} messages.
             * @param message Dependency message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.Dependency.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Dependency message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.Dependency & cairn.v1.Dependency.$Shape} Dependency
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.Dependency & cairn.v1.Dependency.$Shape;
        }

        namespace Dependency {

            /** Properties of a Dependency. */
            interface $Properties {

                /** Dependency itemId */
                itemId?: (string|null);

                /** Dependency targetId */
                targetId?: (string|null);

                /** Dependency present */
                present?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Dependency. */
            type $Shape = cairn.v1.Dependency.$Properties;
        }

        /**
         * Properties of a Member.
         * @deprecated Use cairn.v1.Member.$Properties instead.
         */
        interface IMember extends cairn.v1.Member.$Properties {
        }

        /** Represents a Member. */
        class Member {

            /**
             * Constructs a new Member.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.Member.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Member userId. */
            userId: string;

            /** Member name. */
            name: string;

            /** Member role. */
            role: string;

            /** Member removed. */
            removed: boolean;

            /**
             * Creates a new Member instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Member instance
             */
            static create(properties: cairn.v1.Member.$Shape): cairn.v1.Member & cairn.v1.Member.$Shape;
            static create(properties?: cairn.v1.Member.$Properties): cairn.v1.Member;

            /**
             * Encodes the specified Member message. Does not implicitly {@link cairn.v1.Member.verify|verify} messages.
             * @param message Member message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.Member.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Member message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.Member & cairn.v1.Member.$Shape} Member
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.Member & cairn.v1.Member.$Shape;
        }

        namespace Member {

            /** Properties of a Member. */
            interface $Properties {

                /** Member userId */
                userId?: (string|null);

                /** Member name */
                name?: (string|null);

                /** Member role */
                role?: (string|null);

                /** Member removed */
                removed?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Member. */
            type $Shape = cairn.v1.Member.$Properties;
        }

        /**
         * Properties of a Role.
         * @deprecated Use cairn.v1.Role.$Properties instead.
         */
        interface IRole extends cairn.v1.Role.$Properties {
        }

        /** Represents a Role. */
        class Role {

            /**
             * Constructs a new Role.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.Role.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Role name. */
            name: string;

            /** Role permissions. */
            permissions: string[];

            /** Role removed. */
            removed: boolean;

            /**
             * Creates a new Role instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Role instance
             */
            static create(properties: cairn.v1.Role.$Shape): cairn.v1.Role & cairn.v1.Role.$Shape;
            static create(properties?: cairn.v1.Role.$Properties): cairn.v1.Role;

            /**
             * Encodes the specified Role message. Does not implicitly {@link cairn.v1.Role.verify|verify} messages.
             * @param message Role message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.Role.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Role message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.Role & cairn.v1.Role.$Shape} Role
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.Role & cairn.v1.Role.$Shape;
        }

        namespace Role {

            /** Properties of a Role. */
            interface $Properties {

                /** Role name */
                name?: (string|null);

                /** Role permissions */
                permissions?: (string[]|null);

                /** Role removed */
                removed?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Role. */
            type $Shape = cairn.v1.Role.$Properties;
        }

        /**
         * Properties of a ProjectInfo.
         * @deprecated Use cairn.v1.ProjectInfo.$Properties instead.
         */
        interface IProjectInfo extends cairn.v1.ProjectInfo.$Properties {
        }

        /** Represents a ProjectInfo. */
        class ProjectInfo {

            /**
             * Constructs a new ProjectInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.ProjectInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ProjectInfo id. */
            id: string;

            /** ProjectInfo name. */
            name: string;

            /** ProjectInfo archived. */
            archived: boolean;

            /**
             * Creates a new ProjectInfo instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ProjectInfo instance
             */
            static create(properties: cairn.v1.ProjectInfo.$Shape): cairn.v1.ProjectInfo & cairn.v1.ProjectInfo.$Shape;
            static create(properties?: cairn.v1.ProjectInfo.$Properties): cairn.v1.ProjectInfo;

            /**
             * Encodes the specified ProjectInfo message. Does not implicitly {@link cairn.v1.ProjectInfo.verify|verify} messages.
             * @param message ProjectInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.ProjectInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProjectInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.ProjectInfo & cairn.v1.ProjectInfo.$Shape} ProjectInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.ProjectInfo & cairn.v1.ProjectInfo.$Shape;
        }

        namespace ProjectInfo {

            /** Properties of a ProjectInfo. */
            interface $Properties {

                /** ProjectInfo id */
                id?: (string|null);

                /** ProjectInfo name */
                name?: (string|null);

                /** ProjectInfo archived */
                archived?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ProjectInfo. */
            type $Shape = cairn.v1.ProjectInfo.$Properties;
        }

        /**
         * Properties of a Row.
         * @deprecated Use cairn.v1.Row.$Properties instead.
         */
        interface IRow extends cairn.v1.Row.$Properties {
        }

        /** Represents a Row. */
        class Row {

            /**
             * Constructs a new Row.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.Row.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Row revision. */
            revision: number;

            /** Row item. */
            item?: (cairn.v1.Item.$Properties|null);

            /** Row checkpoint. */
            checkpoint?: (cairn.v1.Checkpoint.$Properties|null);

            /** Row tagging. */
            tagging?: (cairn.v1.Tagging.$Properties|null);

            /** Row dependency. */
            dependency?: (cairn.v1.Dependency.$Properties|null);

            /** Row member. */
            member?: (cairn.v1.Member.$Properties|null);

            /** Row role. */
            role?: (cairn.v1.Role.$Properties|null);

            /** Row project. */
            project?: (cairn.v1.ProjectInfo.$Properties|null);

            /** Row row. */
            row?: ("item"|"checkpoint"|"tagging"|"dependency"|"member"|"role"|"project");

            /**
             * Creates a new Row instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Row instance
             */
            static create(properties: cairn.v1.Row.$Shape): cairn.v1.Row & cairn.v1.Row.$Shape;
            static create(properties?: cairn.v1.Row.$Properties): cairn.v1.Row;

            /**
             * Encodes the specified Row message. Does not implicitly {@link cairn.v1.Row.verify|verify} messages.
             * @param message Row message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.Row.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Row message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.Row & cairn.v1.Row.$Shape} Row
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.Row & cairn.v1.Row.$Shape;
        }

        namespace Row {

            /** Properties of a Row. */
            interface $Properties {

                /** Row revision */
                revision?: (number|null);

                /** Row item */
                item?: (cairn.v1.Item.$Properties|null);

                /** Row checkpoint */
                checkpoint?: (cairn.v1.Checkpoint.$Properties|null);

                /** Row tagging */
                tagging?: (cairn.v1.Tagging.$Properties|null);

                /** Row dependency */
                dependency?: (cairn.v1.Dependency.$Properties|null);

                /** Row member */
                member?: (cairn.v1.Member.$Properties|null);

                /** Row role */
                role?: (cairn.v1.Role.$Properties|null);

                /** Row project */
                project?: (cairn.v1.ProjectInfo.$Properties|null);

                /** Row row */
                row?: ("item"|"checkpoint"|"tagging"|"dependency"|"member"|"role"|"project");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Row. */
            type $Shape = {
              revision?: number|null;
              item?: cairn.v1.Item.$Shape|null;
              checkpoint?: cairn.v1.Checkpoint.$Shape|null;
              tagging?: cairn.v1.Tagging.$Shape|null;
              dependency?: cairn.v1.Dependency.$Shape|null;
              member?: cairn.v1.Member.$Shape|null;
              role?: cairn.v1.Role.$Shape|null;
              project?: cairn.v1.ProjectInfo.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ row?: undefined; item?: null; checkpoint?: null; tagging?: null; dependency?: null; member?: null; role?: null; project?: null }|{ row?: "item"; item: cairn.v1.Item.$Shape; checkpoint?: null; tagging?: null; dependency?: null; member?: null; role?: null; project?: null }|{ row?: "checkpoint"; item?: null; checkpoint: cairn.v1.Checkpoint.$Shape; tagging?: null; dependency?: null; member?: null; role?: null; project?: null }|{ row?: "tagging"; item?: null; checkpoint?: null; tagging: cairn.v1.Tagging.$Shape; dependency?: null; member?: null; role?: null; project?: null }|{ row?: "dependency"; item?: null; checkpoint?: null; tagging?: null; dependency: cairn.v1.Dependency.$Shape; member?: null; role?: null; project?: null }|{ row?: "member"; item?: null; checkpoint?: null; tagging?: null; dependency?: null; member: cairn.v1.Member.$Shape; role?: null; project?: null }|{ row?: "role"; item?: null; checkpoint?: null; tagging?: null; dependency?: null; member?: null; role: cairn.v1.Role.$Shape; project?: null }|{ row?: "project"; item?: null; checkpoint?: null; tagging?: null; dependency?: null; member?: null; role?: null; project: cairn.v1.ProjectInfo.$Shape })
            );
        }

        /**
         * Properties of a PullPage.
         * @deprecated Use cairn.v1.PullPage.$Properties instead.
         */
        interface IPullPage extends cairn.v1.PullPage.$Properties {
        }

        /** Represents a PullPage. */
        class PullPage {

            /**
             * Constructs a new PullPage.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.PullPage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PullPage rows. */
            rows: cairn.v1.Row.$Properties[];

            /** PullPage cursor. */
            cursor: string;

            /** PullPage more. */
            more: boolean;

            /** PullPage head. */
            head: number;

            /**
             * Creates a new PullPage instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PullPage instance
             */
            static create(properties: cairn.v1.PullPage.$Shape): cairn.v1.PullPage & cairn.v1.PullPage.$Shape;
            static create(properties?: cairn.v1.PullPage.$Properties): cairn.v1.PullPage;

            /**
             * Encodes the specified PullPage message. Does not implicitly {@link cairn.v1.PullPage.verify|verify} messages.
             * @param message PullPage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.PullPage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PullPage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.PullPage & cairn.v1.PullPage.$Shape} PullPage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.PullPage & cairn.v1.PullPage.$Shape;
        }

        namespace PullPage {

            /** Properties of a PullPage. */
            interface $Properties {

                /** PullPage rows */
                rows?: (cairn.v1.Row.$Properties[]|null);

                /** PullPage cursor */
                cursor?: (string|null);

                /** PullPage more */
                more?: (boolean|null);

                /** PullPage head */
                head?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PullPage. */
            type $Shape = {
              rows?: cairn.v1.Row.$Shape[]|null;
              cursor?: string|null;
              more?: boolean|null;
              head?: number|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Change.
         * @deprecated Use cairn.v1.Change.$Properties instead.
         */
        interface IChange extends cairn.v1.Change.$Properties {
        }

        /** Represents a Change. */
        class Change {

            /**
             * Constructs a new Change.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.Change.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Change row. */
            row?: (cairn.v1.Row.$Properties|null);

            /** Change fields. */
            fields: string[];

            /** Change created. */
            created: boolean;

            /** Change basis. */
            basis: string[];

            /** Change intoTrash. */
            intoTrash: boolean;

            /**
             * Creates a new Change instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Change instance
             */
            static create(properties: cairn.v1.Change.$Shape): cairn.v1.Change & cairn.v1.Change.$Shape;
            static create(properties?: cairn.v1.Change.$Properties): cairn.v1.Change;

            /**
             * Encodes the specified Change message. Does not implicitly {@link cairn.v1.Change.verify|verify} messages.
             * @param message Change message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.Change.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Change message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.Change & cairn.v1.Change.$Shape} Change
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.Change & cairn.v1.Change.$Shape;
        }

        namespace Change {

            /** Properties of a Change. */
            interface $Properties {

                /** Change row */
                row?: (cairn.v1.Row.$Properties|null);

                /** Change fields */
                fields?: (string[]|null);

                /** Change created */
                created?: (boolean|null);

                /** Change basis */
                basis?: (string[]|null);

                /** Change intoTrash */
                intoTrash?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Change. */
            type $Shape = {
              row?: cairn.v1.Row.$Shape|null;
              fields?: string[]|null;
              created?: boolean|null;
              basis?: string[]|null;
              intoTrash?: boolean|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a PushRequest.
         * @deprecated Use cairn.v1.PushRequest.$Properties instead.
         */
        interface IPushRequest extends cairn.v1.PushRequest.$Properties {
        }

        /** Represents a PushRequest. */
        class PushRequest {

            /**
             * Constructs a new PushRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.PushRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PushRequest pushId. */
            pushId: string;

            /** PushRequest baseRevision. */
            baseRevision: number;

            /** PushRequest changes. */
            changes: cairn.v1.Change.$Properties[];

            /**
             * Creates a new PushRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PushRequest instance
             */
            static create(properties: cairn.v1.PushRequest.$Shape): cairn.v1.PushRequest & cairn.v1.PushRequest.$Shape;
            static create(properties?: cairn.v1.PushRequest.$Properties): cairn.v1.PushRequest;

            /**
             * Encodes the specified PushRequest message. Does not implicitly {@link cairn.v1.PushRequest.verify|verify} messages.
             * @param message PushRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.PushRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PushRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.PushRequest & cairn.v1.PushRequest.$Shape} PushRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.PushRequest & cairn.v1.PushRequest.$Shape;
        }

        namespace PushRequest {

            /** Properties of a PushRequest. */
            interface $Properties {

                /** PushRequest pushId */
                pushId?: (string|null);

                /** PushRequest baseRevision */
                baseRevision?: (number|null);

                /** PushRequest changes */
                changes?: (cairn.v1.Change.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PushRequest. */
            type $Shape = {
              pushId?: string|null;
              baseRevision?: number|null;
              changes?: cairn.v1.Change.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /** Outcome enum. */
        enum Outcome {

            /** OUTCOME_UNSPECIFIED value */
            OUTCOME_UNSPECIFIED = 0,

            /** ACCEPTED value */
            ACCEPTED = 1,

            /** REJECTED value */
            REJECTED = 2
        }

        /**
         * Properties of a RowResult.
         * @deprecated Use cairn.v1.RowResult.$Properties instead.
         */
        interface IRowResult extends cairn.v1.RowResult.$Properties {
        }

        /** Represents a RowResult. */
        class RowResult {

            /**
             * Constructs a new RowResult.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.RowResult.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RowResult index. */
            index: number;

            /** RowResult outcome. */
            outcome: cairn.v1.Outcome;

            /** RowResult code. */
            code: string;

            /** RowResult message. */
            message: string;

            /**
             * Creates a new RowResult instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RowResult instance
             */
            static create(properties: cairn.v1.RowResult.$Shape): cairn.v1.RowResult & cairn.v1.RowResult.$Shape;
            static create(properties?: cairn.v1.RowResult.$Properties): cairn.v1.RowResult;

            /**
             * Encodes the specified RowResult message. Does not implicitly {@link cairn.v1.RowResult.verify|verify} messages.
             * @param message RowResult message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.RowResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RowResult message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.RowResult & cairn.v1.RowResult.$Shape} RowResult
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.RowResult & cairn.v1.RowResult.$Shape;
        }

        namespace RowResult {

            /** Properties of a RowResult. */
            interface $Properties {

                /** RowResult index */
                index?: (number|null);

                /** RowResult outcome */
                outcome?: (cairn.v1.Outcome|null);

                /** RowResult code */
                code?: (string|null);

                /** RowResult message */
                message?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RowResult. */
            type $Shape = cairn.v1.RowResult.$Properties;
        }

        /**
         * Properties of a PushResponse.
         * @deprecated Use cairn.v1.PushResponse.$Properties instead.
         */
        interface IPushResponse extends cairn.v1.PushResponse.$Properties {
        }

        /** Represents a PushResponse. */
        class PushResponse {

            /**
             * Constructs a new PushResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.PushResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PushResponse behind. */
            behind: boolean;

            /** PushResponse head. */
            head: number;

            /** PushResponse results. */
            results: cairn.v1.RowResult.$Properties[];

            /** PushResponse rows. */
            rows: cairn.v1.Row.$Properties[];

            /**
             * Creates a new PushResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PushResponse instance
             */
            static create(properties: cairn.v1.PushResponse.$Shape): cairn.v1.PushResponse & cairn.v1.PushResponse.$Shape;
            static create(properties?: cairn.v1.PushResponse.$Properties): cairn.v1.PushResponse;

            /**
             * Encodes the specified PushResponse message. Does not implicitly {@link cairn.v1.PushResponse.verify|verify} messages.
             * @param message PushResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.PushResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PushResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.PushResponse & cairn.v1.PushResponse.$Shape} PushResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.PushResponse & cairn.v1.PushResponse.$Shape;
        }

        namespace PushResponse {

            /** Properties of a PushResponse. */
            interface $Properties {

                /** PushResponse behind */
                behind?: (boolean|null);

                /** PushResponse head */
                head?: (number|null);

                /** PushResponse results */
                results?: (cairn.v1.RowResult.$Properties[]|null);

                /** PushResponse rows */
                rows?: (cairn.v1.Row.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PushResponse. */
            type $Shape = {
              behind?: boolean|null;
              head?: number|null;
              results?: cairn.v1.RowResult.$Shape[]|null;
              rows?: cairn.v1.Row.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Manifest.
         * @deprecated Use cairn.v1.Manifest.$Properties instead.
         */
        interface IManifest extends cairn.v1.Manifest.$Properties {
        }

        /** Represents a Manifest. */
        class Manifest {

            /**
             * Constructs a new Manifest.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.Manifest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Manifest level. */
            level: number;

            /** Manifest hashes. */
            hashes: Uint8Array;

            /** Manifest sizes. */
            sizes: number[];

            /**
             * Creates a new Manifest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Manifest instance
             */
            static create(properties: cairn.v1.Manifest.$Shape): cairn.v1.Manifest & cairn.v1.Manifest.$Shape;
            static create(properties?: cairn.v1.Manifest.$Properties): cairn.v1.Manifest;

            /**
             * Encodes the specified Manifest message. Does not implicitly {@link cairn.v1.Manifest.verify|verify} messages.
             * @param message Manifest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.Manifest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Manifest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.Manifest & cairn.v1.Manifest.$Shape} Manifest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.Manifest & cairn.v1.Manifest.$Shape;
        }

        namespace Manifest {

            /** Properties of a Manifest. */
            interface $Properties {

                /** Manifest level */
                level?: (number|null);

                /** Manifest hashes */
                hashes?: (Uint8Array|null);

                /** Manifest sizes */
                sizes?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Manifest. */
            type $Shape = cairn.v1.Manifest.$Properties;
        }

        /** Codec enum. */
        enum Codec {

            /** CODEC_UNSPECIFIED value */
            CODEC_UNSPECIFIED = 0,

            /** RAW value */
            RAW = 1,

            /** ZSTD value */
            ZSTD = 2,

            /** DELTA value */
            DELTA = 3,

            /** FILTERED value */
            FILTERED = 4
        }

        /**
         * Properties of a DeltaBase.
         * @deprecated Use cairn.v1.DeltaBase.$Properties instead.
         */
        interface IDeltaBase extends cairn.v1.DeltaBase.$Properties {
        }

        /** Represents a DeltaBase. */
        class DeltaBase {

            /**
             * Constructs a new DeltaBase.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.DeltaBase.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeltaBase chunks. */
            chunks: Uint8Array[];

            /** DeltaBase start. */
            start: number;

            /** DeltaBase length. */
            length: number;

            /** DeltaBase opened. */
            opened: boolean;

            /**
             * Creates a new DeltaBase instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeltaBase instance
             */
            static create(properties: cairn.v1.DeltaBase.$Shape): cairn.v1.DeltaBase & cairn.v1.DeltaBase.$Shape;
            static create(properties?: cairn.v1.DeltaBase.$Properties): cairn.v1.DeltaBase;

            /**
             * Encodes the specified DeltaBase message. Does not implicitly {@link cairn.v1.DeltaBase.verify|verify} messages.
             * @param message DeltaBase message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.DeltaBase.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeltaBase message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.DeltaBase & cairn.v1.DeltaBase.$Shape} DeltaBase
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.DeltaBase & cairn.v1.DeltaBase.$Shape;
        }

        namespace DeltaBase {

            /** Properties of a DeltaBase. */
            interface $Properties {

                /** DeltaBase chunks */
                chunks?: (Uint8Array[]|null);

                /** DeltaBase start */
                start?: (number|null);

                /** DeltaBase length */
                length?: (number|null);

                /** DeltaBase opened */
                opened?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeltaBase. */
            type $Shape = cairn.v1.DeltaBase.$Properties;
        }

        /**
         * Properties of a ChunkFrame.
         * @deprecated Use cairn.v1.ChunkFrame.$Properties instead.
         */
        interface IChunkFrame extends cairn.v1.ChunkFrame.$Properties {
        }

        /** Represents a ChunkFrame. */
        class ChunkFrame {

            /**
             * Constructs a new ChunkFrame.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.ChunkFrame.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChunkFrame hash. */
            hash: Uint8Array;

            /** ChunkFrame codec. */
            codec: cairn.v1.Codec;

            /** ChunkFrame size. */
            size: number;

            /** ChunkFrame data. */
            data: Uint8Array;

            /** ChunkFrame error. */
            error: string;

            /** ChunkFrame base. */
            base?: (cairn.v1.DeltaBase.$Properties|null);

            /**
             * Creates a new ChunkFrame instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ChunkFrame instance
             */
            static create(properties: cairn.v1.ChunkFrame.$Shape): cairn.v1.ChunkFrame & cairn.v1.ChunkFrame.$Shape;
            static create(properties?: cairn.v1.ChunkFrame.$Properties): cairn.v1.ChunkFrame;

            /**
             * Encodes the specified ChunkFrame message. Does not implicitly {@link cairn.v1.ChunkFrame.verify|verify} messages.
             * @param message ChunkFrame message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.ChunkFrame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChunkFrame message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.ChunkFrame & cairn.v1.ChunkFrame.$Shape} ChunkFrame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.ChunkFrame & cairn.v1.ChunkFrame.$Shape;
        }

        namespace ChunkFrame {

            /** Properties of a ChunkFrame. */
            interface $Properties {

                /** ChunkFrame hash */
                hash?: (Uint8Array|null);

                /** ChunkFrame codec */
                codec?: (cairn.v1.Codec|null);

                /** ChunkFrame size */
                size?: (number|null);

                /** ChunkFrame data */
                data?: (Uint8Array|null);

                /** ChunkFrame error */
                error?: (string|null);

                /** ChunkFrame base */
                base?: (cairn.v1.DeltaBase.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChunkFrame. */
            type $Shape = cairn.v1.ChunkFrame.$Properties;
        }

        /**
         * Properties of a MissingRequest.
         * @deprecated Use cairn.v1.MissingRequest.$Properties instead.
         */
        interface IMissingRequest extends cairn.v1.MissingRequest.$Properties {
        }

        /** Represents a MissingRequest. */
        class MissingRequest {

            /**
             * Constructs a new MissingRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.MissingRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MissingRequest hashes. */
            hashes: Uint8Array[];

            /** MissingRequest basis. */
            basis: string[];

            /**
             * Creates a new MissingRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns MissingRequest instance
             */
            static create(properties: cairn.v1.MissingRequest.$Shape): cairn.v1.MissingRequest & cairn.v1.MissingRequest.$Shape;
            static create(properties?: cairn.v1.MissingRequest.$Properties): cairn.v1.MissingRequest;

            /**
             * Encodes the specified MissingRequest message. Does not implicitly {@link cairn.v1.MissingRequest.verify|verify} messages.
             * @param message MissingRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.MissingRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MissingRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.MissingRequest & cairn.v1.MissingRequest.$Shape} MissingRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.MissingRequest & cairn.v1.MissingRequest.$Shape;
        }

        namespace MissingRequest {

            /** Properties of a MissingRequest. */
            interface $Properties {

                /** MissingRequest hashes */
                hashes?: (Uint8Array[]|null);

                /** MissingRequest basis */
                basis?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MissingRequest. */
            type $Shape = cairn.v1.MissingRequest.$Properties;
        }

        /**
         * Properties of a MissingResponse.
         * @deprecated Use cairn.v1.MissingResponse.$Properties instead.
         */
        interface IMissingResponse extends cairn.v1.MissingResponse.$Properties {
        }

        /** Represents a MissingResponse. */
        class MissingResponse {

            /**
             * Constructs a new MissingResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.MissingResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MissingResponse hashes. */
            hashes: Uint8Array[];

            /**
             * Creates a new MissingResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns MissingResponse instance
             */
            static create(properties: cairn.v1.MissingResponse.$Shape): cairn.v1.MissingResponse & cairn.v1.MissingResponse.$Shape;
            static create(properties?: cairn.v1.MissingResponse.$Properties): cairn.v1.MissingResponse;

            /**
             * Encodes the specified MissingResponse message. Does not implicitly {@link cairn.v1.MissingResponse.verify|verify} messages.
             * @param message MissingResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.MissingResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MissingResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.MissingResponse & cairn.v1.MissingResponse.$Shape} MissingResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.MissingResponse & cairn.v1.MissingResponse.$Shape;
        }

        namespace MissingResponse {

            /** Properties of a MissingResponse. */
            interface $Properties {

                /** MissingResponse hashes */
                hashes?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MissingResponse. */
            type $Shape = cairn.v1.MissingResponse.$Properties;
        }

        /**
         * Properties of an UploadResponse.
         * @deprecated Use cairn.v1.UploadResponse.$Properties instead.
         */
        interface IUploadResponse extends cairn.v1.UploadResponse.$Properties {
        }

        /** Represents an UploadResponse. */
        class UploadResponse {

            /**
             * Constructs a new UploadResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.UploadResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UploadResponse stored. */
            stored: number;

            /** UploadResponse refused. */
            refused: cairn.v1.RowResult.$Properties[];

            /**
             * Creates a new UploadResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UploadResponse instance
             */
            static create(properties: cairn.v1.UploadResponse.$Shape): cairn.v1.UploadResponse & cairn.v1.UploadResponse.$Shape;
            static create(properties?: cairn.v1.UploadResponse.$Properties): cairn.v1.UploadResponse;

            /**
             * Encodes the specified UploadResponse message. Does not implicitly {@link cairn.v1.UploadResponse.verify|verify} messages.
             * @param message UploadResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.UploadResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UploadResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.UploadResponse & cairn.v1.UploadResponse.$Shape} UploadResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.UploadResponse & cairn.v1.UploadResponse.$Shape;
        }

        namespace UploadResponse {

            /** Properties of an UploadResponse. */
            interface $Properties {

                /** UploadResponse stored */
                stored?: (number|null);

                /** UploadResponse refused */
                refused?: (cairn.v1.RowResult.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UploadResponse. */
            type $Shape = cairn.v1.UploadResponse.$Properties;
        }

        /**
         * Properties of a FetchRequest.
         * @deprecated Use cairn.v1.FetchRequest.$Properties instead.
         */
        interface IFetchRequest extends cairn.v1.FetchRequest.$Properties {
        }

        /** Represents a FetchRequest. */
        class FetchRequest {

            /**
             * Constructs a new FetchRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.FetchRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FetchRequest checkpointId. */
            checkpointId: string;

            /** FetchRequest hashes. */
            hashes: Uint8Array[];

            /** FetchRequest held. */
            held: string[];

            /** FetchRequest deltas. */
            deltas: boolean;

            /** FetchRequest parts. */
            parts: cairn.v1.FetchPart.$Properties[];

            /** FetchRequest recheck. */
            recheck: boolean;

            /**
             * Creates a new FetchRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FetchRequest instance
             */
            static create(properties: cairn.v1.FetchRequest.$Shape): cairn.v1.FetchRequest & cairn.v1.FetchRequest.$Shape;
            static create(properties?: cairn.v1.FetchRequest.$Properties): cairn.v1.FetchRequest;

            /**
             * Encodes the specified FetchRequest message. Does not implicitly {@link cairn.v1.FetchRequest.verify|verify} messages.
             * @param message FetchRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.FetchRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FetchRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.FetchRequest & cairn.v1.FetchRequest.$Shape} FetchRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.FetchRequest & cairn.v1.FetchRequest.$Shape;
        }

        namespace FetchRequest {

            /** Properties of a FetchRequest. */
            interface $Properties {

                /** FetchRequest checkpointId */
                checkpointId?: (string|null);

                /** FetchRequest hashes */
                hashes?: (Uint8Array[]|null);

                /** FetchRequest held */
                held?: (string[]|null);

                /** FetchRequest deltas */
                deltas?: (boolean|null);

                /** FetchRequest parts */
                parts?: (cairn.v1.FetchPart.$Properties[]|null);

                /** FetchRequest recheck */
                recheck?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FetchRequest. */
            type $Shape = cairn.v1.FetchRequest.$Properties;
        }

        /**
         * Properties of a FetchPart.
         * @deprecated Use cairn.v1.FetchPart.$Properties instead.
         */
        interface IFetchPart extends cairn.v1.FetchPart.$Properties {
        }

        /** Represents a FetchPart. */
        class FetchPart {

            /**
             * Constructs a new FetchPart.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.FetchPart.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FetchPart checkpointId. */
            checkpointId: string;

            /** FetchPart hashes. */
            hashes: Uint8Array[];

            /**
             * Creates a new FetchPart instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FetchPart instance
             */
            static create(properties: cairn.v1.FetchPart.$Shape): cairn.v1.FetchPart & cairn.v1.FetchPart.$Shape;
            static create(properties?: cairn.v1.FetchPart.$Properties): cairn.v1.FetchPart;

            /**
             * Encodes the specified FetchPart message. Does not implicitly {@link cairn.v1.FetchPart.verify|verify} messages.
             * @param message FetchPart message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.FetchPart.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FetchPart message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.FetchPart & cairn.v1.FetchPart.$Shape} FetchPart
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.FetchPart & cairn.v1.FetchPart.$Shape;
        }

        namespace FetchPart {

            /** Properties of a FetchPart. */
            interface $Properties {

                /** FetchPart checkpointId */
                checkpointId?: (string|null);

                /** FetchPart hashes */
                hashes?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FetchPart. */
            type $Shape = cairn.v1.FetchPart.$Properties;
        }

        /**
         * Properties of a DirectFrame.
         * @deprecated Use cairn.v1.DirectFrame.$Properties instead.
         */
        interface IDirectFrame extends cairn.v1.DirectFrame.$Properties {
        }

        /** Represents a DirectFrame. */
        class DirectFrame {

            /**
             * Constructs a new DirectFrame.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.DirectFrame.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DirectFrame hash. */
            hash: Uint8Array;

            /** DirectFrame codec. */
            codec: cairn.v1.Codec;

            /** DirectFrame size. */
            size: number;

            /** DirectFrame length. */
            length: number;

            /** DirectFrame base. */
            base?: (cairn.v1.DeltaBase.$Properties|null);

            /**
             * Creates a new DirectFrame instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DirectFrame instance
             */
            static create(properties: cairn.v1.DirectFrame.$Shape): cairn.v1.DirectFrame & cairn.v1.DirectFrame.$Shape;
            static create(properties?: cairn.v1.DirectFrame.$Properties): cairn.v1.DirectFrame;

            /**
             * Encodes the specified DirectFrame message. Does not implicitly {@link cairn.v1.DirectFrame.verify|verify} messages.
             * @param message DirectFrame message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.DirectFrame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DirectFrame message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.DirectFrame & cairn.v1.DirectFrame.$Shape} DirectFrame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.DirectFrame & cairn.v1.DirectFrame.$Shape;
        }

        namespace DirectFrame {

            /** Properties of a DirectFrame. */
            interface $Properties {

                /** DirectFrame hash */
                hash?: (Uint8Array|null);

                /** DirectFrame codec */
                codec?: (cairn.v1.Codec|null);

                /** DirectFrame size */
                size?: (number|null);

                /** DirectFrame length */
                length?: (number|null);

                /** DirectFrame base */
                base?: (cairn.v1.DeltaBase.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DirectFrame. */
            type $Shape = cairn.v1.DirectFrame.$Properties;
        }

        /**
         * Properties of a DirectUploadRequest.
         * @deprecated Use cairn.v1.DirectUploadRequest.$Properties instead.
         */
        interface IDirectUploadRequest extends cairn.v1.DirectUploadRequest.$Properties {
        }

        /** Represents a DirectUploadRequest. */
        class DirectUploadRequest {

            /**
             * Constructs a new DirectUploadRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.DirectUploadRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DirectUploadRequest bytes. */
            bytes: number;

            /** DirectUploadRequest sha256. */
            sha256: Uint8Array;

            /** DirectUploadRequest frames. */
            frames: cairn.v1.DirectFrame.$Properties[];

            /**
             * Creates a new DirectUploadRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DirectUploadRequest instance
             */
            static create(properties: cairn.v1.DirectUploadRequest.$Shape): cairn.v1.DirectUploadRequest & cairn.v1.DirectUploadRequest.$Shape;
            static create(properties?: cairn.v1.DirectUploadRequest.$Properties): cairn.v1.DirectUploadRequest;

            /**
             * Encodes the specified DirectUploadRequest message. Does not implicitly {@link cairn.v1.DirectUploadRequest.verify|verify} messages.
             * @param message DirectUploadRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.DirectUploadRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DirectUploadRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.DirectUploadRequest & cairn.v1.DirectUploadRequest.$Shape} DirectUploadRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.DirectUploadRequest & cairn.v1.DirectUploadRequest.$Shape;
        }

        namespace DirectUploadRequest {

            /** Properties of a DirectUploadRequest. */
            interface $Properties {

                /** DirectUploadRequest bytes */
                bytes?: (number|null);

                /** DirectUploadRequest sha256 */
                sha256?: (Uint8Array|null);

                /** DirectUploadRequest frames */
                frames?: (cairn.v1.DirectFrame.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DirectUploadRequest. */
            type $Shape = cairn.v1.DirectUploadRequest.$Properties;
        }

        /**
         * Properties of a DirectHeader.
         * @deprecated Use cairn.v1.DirectHeader.$Properties instead.
         */
        interface IDirectHeader extends cairn.v1.DirectHeader.$Properties {
        }

        /** Represents a DirectHeader. */
        class DirectHeader {

            /**
             * Constructs a new DirectHeader.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.DirectHeader.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DirectHeader name. */
            name: string;

            /** DirectHeader value. */
            value: string;

            /**
             * Creates a new DirectHeader instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DirectHeader instance
             */
            static create(properties: cairn.v1.DirectHeader.$Shape): cairn.v1.DirectHeader & cairn.v1.DirectHeader.$Shape;
            static create(properties?: cairn.v1.DirectHeader.$Properties): cairn.v1.DirectHeader;

            /**
             * Encodes the specified DirectHeader message. Does not implicitly {@link cairn.v1.DirectHeader.verify|verify} messages.
             * @param message DirectHeader message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.DirectHeader.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DirectHeader message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.DirectHeader & cairn.v1.DirectHeader.$Shape} DirectHeader
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.DirectHeader & cairn.v1.DirectHeader.$Shape;
        }

        namespace DirectHeader {

            /** Properties of a DirectHeader. */
            interface $Properties {

                /** DirectHeader name */
                name?: (string|null);

                /** DirectHeader value */
                value?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DirectHeader. */
            type $Shape = cairn.v1.DirectHeader.$Properties;
        }

        /**
         * Properties of a DirectUploadResponse.
         * @deprecated Use cairn.v1.DirectUploadResponse.$Properties instead.
         */
        interface IDirectUploadResponse extends cairn.v1.DirectUploadResponse.$Properties {
        }

        /** Represents a DirectUploadResponse. */
        class DirectUploadResponse {

            /**
             * Constructs a new DirectUploadResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.DirectUploadResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DirectUploadResponse uploadId. */
            uploadId: string;

            /** DirectUploadResponse url. */
            url: string;

            /** DirectUploadResponse headers. */
            headers: cairn.v1.DirectHeader.$Properties[];

            /** DirectUploadResponse refused. */
            refused: cairn.v1.RowResult.$Properties[];

            /**
             * Creates a new DirectUploadResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DirectUploadResponse instance
             */
            static create(properties: cairn.v1.DirectUploadResponse.$Shape): cairn.v1.DirectUploadResponse & cairn.v1.DirectUploadResponse.$Shape;
            static create(properties?: cairn.v1.DirectUploadResponse.$Properties): cairn.v1.DirectUploadResponse;

            /**
             * Encodes the specified DirectUploadResponse message. Does not implicitly {@link cairn.v1.DirectUploadResponse.verify|verify} messages.
             * @param message DirectUploadResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.DirectUploadResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DirectUploadResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.DirectUploadResponse & cairn.v1.DirectUploadResponse.$Shape} DirectUploadResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.DirectUploadResponse & cairn.v1.DirectUploadResponse.$Shape;
        }

        namespace DirectUploadResponse {

            /** Properties of a DirectUploadResponse. */
            interface $Properties {

                /** DirectUploadResponse uploadId */
                uploadId?: (string|null);

                /** DirectUploadResponse url */
                url?: (string|null);

                /** DirectUploadResponse headers */
                headers?: (cairn.v1.DirectHeader.$Properties[]|null);

                /** DirectUploadResponse refused */
                refused?: (cairn.v1.RowResult.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DirectUploadResponse. */
            type $Shape = cairn.v1.DirectUploadResponse.$Properties;
        }

        /**
         * Properties of a DirectConfirmRequest.
         * @deprecated Use cairn.v1.DirectConfirmRequest.$Properties instead.
         */
        interface IDirectConfirmRequest extends cairn.v1.DirectConfirmRequest.$Properties {
        }

        /** Represents a DirectConfirmRequest. */
        class DirectConfirmRequest {

            /**
             * Constructs a new DirectConfirmRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.DirectConfirmRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DirectConfirmRequest uploadId. */
            uploadId: string;

            /**
             * Creates a new DirectConfirmRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DirectConfirmRequest instance
             */
            static create(properties: cairn.v1.DirectConfirmRequest.$Shape): cairn.v1.DirectConfirmRequest & cairn.v1.DirectConfirmRequest.$Shape;
            static create(properties?: cairn.v1.DirectConfirmRequest.$Properties): cairn.v1.DirectConfirmRequest;

            /**
             * Encodes the specified DirectConfirmRequest message. Does not implicitly {@link cairn.v1.DirectConfirmRequest.verify|verify} messages.
             * @param message DirectConfirmRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.DirectConfirmRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DirectConfirmRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.DirectConfirmRequest & cairn.v1.DirectConfirmRequest.$Shape} DirectConfirmRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.DirectConfirmRequest & cairn.v1.DirectConfirmRequest.$Shape;
        }

        namespace DirectConfirmRequest {

            /** Properties of a DirectConfirmRequest. */
            interface $Properties {

                /** DirectConfirmRequest uploadId */
                uploadId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DirectConfirmRequest. */
            type $Shape = cairn.v1.DirectConfirmRequest.$Properties;
        }

        /**
         * Properties of a DirectRange.
         * @deprecated Use cairn.v1.DirectRange.$Properties instead.
         */
        interface IDirectRange extends cairn.v1.DirectRange.$Properties {
        }

        /** Represents a DirectRange. */
        class DirectRange {

            /**
             * Constructs a new DirectRange.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.DirectRange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DirectRange url. */
            url: string;

            /** DirectRange headers. */
            headers: cairn.v1.DirectHeader.$Properties[];

            /** DirectRange bytes. */
            bytes: number;

            /** DirectRange frames. */
            frames: number;

            /**
             * Creates a new DirectRange instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DirectRange instance
             */
            static create(properties: cairn.v1.DirectRange.$Shape): cairn.v1.DirectRange & cairn.v1.DirectRange.$Shape;
            static create(properties?: cairn.v1.DirectRange.$Properties): cairn.v1.DirectRange;

            /**
             * Encodes the specified DirectRange message. Does not implicitly {@link cairn.v1.DirectRange.verify|verify} messages.
             * @param message DirectRange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.DirectRange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DirectRange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.DirectRange & cairn.v1.DirectRange.$Shape} DirectRange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.DirectRange & cairn.v1.DirectRange.$Shape;
        }

        namespace DirectRange {

            /** Properties of a DirectRange. */
            interface $Properties {

                /** DirectRange url */
                url?: (string|null);

                /** DirectRange headers */
                headers?: (cairn.v1.DirectHeader.$Properties[]|null);

                /** DirectRange bytes */
                bytes?: (number|null);

                /** DirectRange frames */
                frames?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DirectRange. */
            type $Shape = cairn.v1.DirectRange.$Properties;
        }

        /**
         * Properties of a DirectFetchResponse.
         * @deprecated Use cairn.v1.DirectFetchResponse.$Properties instead.
         */
        interface IDirectFetchResponse extends cairn.v1.DirectFetchResponse.$Properties {
        }

        /** Represents a DirectFetchResponse. */
        class DirectFetchResponse {

            /**
             * Constructs a new DirectFetchResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: cairn.v1.DirectFetchResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DirectFetchResponse rest. */
            rest: Uint8Array[];

            /** DirectFetchResponse ranges. */
            ranges: cairn.v1.DirectRange.$Properties[];

            /**
             * Creates a new DirectFetchResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DirectFetchResponse instance
             */
            static create(properties: cairn.v1.DirectFetchResponse.$Shape): cairn.v1.DirectFetchResponse & cairn.v1.DirectFetchResponse.$Shape;
            static create(properties?: cairn.v1.DirectFetchResponse.$Properties): cairn.v1.DirectFetchResponse;

            /**
             * Encodes the specified DirectFetchResponse message. Does not implicitly {@link cairn.v1.DirectFetchResponse.verify|verify} messages.
             * @param message DirectFetchResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cairn.v1.DirectFetchResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DirectFetchResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cairn.v1.DirectFetchResponse & cairn.v1.DirectFetchResponse.$Shape} DirectFetchResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cairn.v1.DirectFetchResponse & cairn.v1.DirectFetchResponse.$Shape;
        }

        namespace DirectFetchResponse {

            /** Properties of a DirectFetchResponse. */
            interface $Properties {

                /** DirectFetchResponse rest */
                rest?: (Uint8Array[]|null);

                /** DirectFetchResponse ranges */
                ranges?: (cairn.v1.DirectRange.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DirectFetchResponse. */
            type $Shape = cairn.v1.DirectFetchResponse.$Properties;
        }
    }
}
