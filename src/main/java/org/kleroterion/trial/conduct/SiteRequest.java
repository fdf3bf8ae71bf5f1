package org.kleroterion.trial.conduct;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.kleroterion.wire.Text;

/** What a manager sends to add a site. */
record SiteRequest(
    @NotNull(message = "Must be the site's code.")
        @Pattern(regexp = Text.CODE, message = Text.CODE_MESSAGE)
        String code,
    @NotNull(message = "Must be the site's name.")
        @Size(max = 2000, message = "Must be at most 2000 characters.")
        @Pattern(regexp = Text.LINE, message = Text.LINE_MESSAGE)
        String name,
    @NotNull(message = "Must be an IANA time zone, like Asia/Shanghai.")
        @Size(max = 64, message = "Must be an IANA time zone, like Asia/Shanghai.")
        String timeZone,
    @NotNull(message = "Must be the reason for adding the site.")
        @Size(max = 2000, message = "Must be at most 2000 characters.")
        @Pattern(regexp = Text.LINE, message = Text.LINE_MESSAGE)
        String reason) {}
