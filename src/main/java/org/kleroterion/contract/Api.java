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
                    + " 'type' says what to do.",
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
