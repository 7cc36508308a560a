import JSON

/// What a run would change of its org, none of it sent: what a person looks at, sends round, and has carried out.
///
/// Holds no secret: stored ones stand in it as their handles. Times are milliseconds since 1970.
package struct Plan: Sendable, Equatable {
    /// How a plan came to be.
    package enum Kind: String, Sendable {
        /// A script was run, and its changes were held back.
        case script
        /// It takes back what a run has done.
        case undo
    }

    /// The id of the run that made it.
    package var run: String
    package var kind: Kind
    /// The run that it takes back; nil for a plan of a script.
    package var undoes: String?
    package var made: Int64
    /// Who made it: the name of the user at the name of the machine.
    package var user: String
    /// The version of Patchbay that made it.
    package var version: String
    /// The profile's name.
    package var profile: String
    /// Id of the org.
    package var organization: String
    /// Whether the org was a simulator that ended with the run, so that nothing can be carried out.
    package var isSimulated: Bool
    /// Requests a minute that the profile's limit lets through; 0 for no limit.
    package var rateLimit: Int
    /// Absolute path of the script; empty for one of Patchbay's own.
    package var script: String
    /// SHA-256 of the script's text in lower-case hex.
    package var scriptHash: String
    /// The script's own arguments, as they were typed.
    package var words: [String]
    /// What they became; `null` for a script that declares none.
    package var arguments: JSONValue
    /// In the order in which they were asked for, numbered from 1.
    package var changes: [PlannedChange]
    /// What is there only once others have done their part.
    package var expected: [ExpectedObject]
    /// What was held back that carrying the plan out does not do either.
    package var held: [HeldEffect]
    /// Names of objects by their ids, of those ids that stand in the plan.
    package var names: [String: String]
    /// What a reader should know of it.
    package var warnings: [String]
    /// Of a plan that takes a run back: a sentence for each object that it leaves as it is, wholly or in part, since
    /// somebody has changed it after the run.
    package var leftAlone: [String] = []
    /// Of a plan that takes a run back: a sentence for each thing that nobody can take back, with why.
    package var unrestorable: [String] = []
    /// Rows that the script reported, and those that failed.
    package var rows = Rows()

    /// Whether carrying it out leaves something for a person to look at, however well that goes.
    package var leavesSomething: Bool { !leftAlone.isEmpty || !unrestorable.isEmpty }

    /// What a plan tells of a script's rows.
    package struct Rows: Sendable, Equatable {
        /// A row that failed.
        package struct Failure: Sendable, Equatable {
            /// Its key as text, or its number.
            package var key: String
            package var error: String

            package init(key: String, error: String) {
                self.key = key
                self.error = error
            }
        }

        package var done = 0
        /// The first of those that failed.
        package var failures: [Failure] = []
        package var failed = 0

        package init() {}
    }
}

/// An object that a plan counts on, which no change of its own makes: a user of the contact centre that comes to be when
/// Webex has synchronised a person.
package struct ExpectedObject: Sendable, Equatable {
    /// What stands for its id in the plan.
    package var id: String
    /// The resource it is one of, such as `user`.
    package var resource: String
    /// The ids of the path that its list is at, with `/` between them; empty for most.
    package var parent: String
    /// What it is known by: fields and their values.
    package var fields: JSONObject
    /// The number of the change that it follows from; nil where it is none of the plan's.
    package var standsOn: Int?

    package init(id: String, resource: String, parent: String = "", fields: JSONObject, standsOn: Int? = nil) {
        self.id = id
        self.resource = resource
        self.parent = parent
        self.fields = fields
        self.standsOn = standsOn
    }
}

/// Effects of one kind that a plan holds back and lists, and that are not part of carrying it out.
package struct HeldEffect: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A recording that would be downloaded.
        case download
        /// A file that would be written.
        case file
        /// A change of a value that the script stores.
        case store
        /// A request to another host that is no read.
        case http
    }

    package var kind: Kind
    /// What it is about: a path, a name, an address without its query.
    package var what: String
    /// How often it would be done.
    package var count: Int

    package init(_ kind: Kind, _ what: String, count: Int = 1) {
        self.kind = kind
        self.what = what
        self.count = count
    }
}
