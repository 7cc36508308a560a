import JSON

/// One change that was held back: what is to be sent, and what it would make of its object.
package struct PlannedChange: Sendable, Equatable {
    /// What becomes of an object.
    package enum Action: String, Sendable, CaseIterable {
        case create, update, delete
        /// Something else that the service is told to do, of which nobody can say beforehand what comes of it.
        case other
    }

    /// Its place in the plan, from 1.
    package var number: Int
    /// The rows and steps that it was asked for within.
    package var scope: String
    /// The operation, such as `user.patch`, or method and path of a request that is in no catalog.
    ///
    /// An entry of a request for many is entered as the call for one object that it stands for, such as `user.patch`. Where the
    /// API has none it is that request with this entry alone: `queue.bulk_patch`.
    package var operation: String
    /// The ids of the path.
    package var ids: [String]
    /// The parameters beside the path.
    package var query: JSONObject
    /// What is sent, with handles in the places of secrets; nil where that is nothing.
    package var body: JSONValue?
    /// What sending it again would mean: `idempotent`, `create` or `delete`.
    package var safety: String
    package var action: Action
    /// The resource of what it changes, such as `user`; empty where nobody can say.
    package var resource: String
    /// What it changes: the ids that lead to it with `/` between them; empty where nobody can say.
    package var target: String
    /// What people call the object; nil where that is not known.
    package var name: String?
    /// The object as it is, whole; nil where there is none, and where that could not be read.
    package var before: JSONObject?
    /// The object as it would be; nil where there would be none, and where nobody can say.
    package var after: JSONObject?
    /// Fields of `after` that are guessed: the service sets them.
    package var guessed: [String]
    /// What stands for ids that only the service can give, by what they are: `id`, and `uuid` of a person.
    package var makes: JSONObject
    /// The numbers of earlier changes that must have been made before this one: without them it makes no sense.
    package var standsOn: [Int]
    /// The numbers of earlier changes that must have ended before this one, however that was.
    package var follows: [Int]
    /// Options of the call that it was asked with: `all`, `strict`.
    package var options: JSONObject
    /// Whether its method and path are in no catalog.
    package var isRaw: Bool
    /// Why it could not be taken back; nil where it could.
    package var irreversible: String?
    /// Why carrying the plan out leaves it; nil for what is carried out.
    package var unsendable: String?

    package init(_ operation: String, action: Action, safety: String) {
        number = 0
        scope = ""
        self.operation = operation
        ids = []
        query = [:]
        self.safety = safety
        self.action = action
        resource = ""
        target = ""
        guessed = []
        makes = [:]
        standsOn = []
        follows = []
        options = [:]
        isRaw = false
    }
}
