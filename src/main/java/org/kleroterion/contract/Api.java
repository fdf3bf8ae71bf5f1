package org.kleroterion.contract;

import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.servers.Server;
import org.kleroterion.access.Role;

/** The general part of the OpenAPI contract. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "Kleroterion",
            version = "1",
            description =
                "Randomizes the subjects of clinical trials. Assess a subject (assessments),"
                    + " allocate the subject (allocations), and prove the allocation afterwards"
                    + " (log). Any request can be repeated: a subject is allocated once, and every"
                    + " repeat gets the same answer. Every refusal is a problem (RFC 9457) whose"
                    + " 'type' says what to do. Unknown and repeated query parameters are refused."
                    + " Lists have pages in JSON. As CSV and NDJSON they hold all items that were"
                    + " recorded when the request began; if the service fails meanwhile, it cuts"
                    + " the connection. In CSV, a text that begins with '=', '+', '-', '@', tab or"
                    + " CR has an apostrophe in front. A path that does not exist is"
                    + " refused with 404 (`not-found`), a method that a path does not have with 405"
                    + " (`method-not-allowed`). The calls of OpenClinica are not described here;"
                    + " without an account they are refused with 401 (`account-required`), and"
                    + " with 429 (`too-many-attempts`) while many passwords are checked. A request"
                    + " line above 4096 bytes is refused with 414 (`path-too-long`), headers above 16 KiB"
                    + " with 431 (`headers-too-large`).",
            license = @License(name = "Apache-2.0", identifier = "Apache-2.0")),
    servers = @Server(url = "/", description = "This service."),
    security = @SecurityRequirement(name = "bearer"))
@SecurityScheme(
    securitySchemeName = "bearer",
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    bearerFormat = "JWT",
    description =
        "A JWT with the roles in the claim 'groups' ("
            + Role.GROUPS
            + "). The claims 'trials' and 'sites' limit where the roles are valid: lists of"
            + " codes, or '*' for all.")
public class Api extends Application {}
