import HTTPTypes
import Hummingbird
import JSON

/// `POST /v1/applications/{applicationId}/token`: gives an integration the tokens of the org's service app.
///
/// The body is `{clientId, clientSecret, targetOrgId}`; the org may be named by its bare id or in the admin API's form.
struct ApplicationEndpoint {
    private static let neededScopes = ["spark:applications_token"]
    private let service: Service

    init(_ service: Service) {
        self.service = service
    }

    func answer(_ call: Call, application: String) async throws(ServiceFault) -> Response {
        guard call.request.method == .post else {
            throw fault(405, "the tokens of a service app are asked for by POST")
        }
        guard let authorization = service.tokens.authorization(of: call.bearerToken, now: call.now) else {
            throw fault(401, ServiceFault.badToken)
        }
        guard authorization.suffices(for: Self.neededScopes) else { throw fault(403, ServiceFault.notAllowed) }
        let app = service.tokens.serviceApp
        guard application == app.applicationID else { throw fault(404, "there is no such application") }
        guard let body = try? JSONValue(parsing: try await call.body()) else { throw fault(400, "the body is no JSON") }
        guard app.isKnown(by: body["clientId"]?.string ?? "", body["clientSecret"]?.string ?? "") else {
            throw fault(401, "the clientId or the clientSecret is not the service app's")
        }
        let orgID = service.org.id
        guard [orgID, EncodedID.text("ORGANIZATION", orgID)].contains(body["targetOrgId"]?.string) else {
            throw fault(404, "the service app is not authorized in the targetOrgId")
        }
        let grant = service.tokens.issue(app, person: nil, now: call.now)
        return .json(grant, trackingID: call.trackingID)
    }

    private func fault(_ status: Int, _ description: String) -> ServiceFault {
        ServiceFault(status, description, form: .webex)
    }
}
