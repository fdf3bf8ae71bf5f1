package org.kleroterion.trial.conduct;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.trial.TrialSite;

/** A site that may enrol. */
@Schema(name = "Site")
record SiteView(
    String code,
    String name,
    @Schema(description = "IANA time zone.", examples = "Asia/Shanghai") String timeZone) {

  static SiteView of(TrialSite site) {
    return new SiteView(site.code, site.name, site.timeZone);
  }
}
