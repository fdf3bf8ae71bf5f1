package org.kleroterion.trial.protocol;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the sites; there may be none yet, for a trial's sites can be added while it runs. */
final class SitesReader {
  private static final int MOST = 500;

  private final Members root;

  SitesReader(Members root) {
    this.root = root;
  }

  List<Site> read() {
    List<Site> sites = new ArrayList<>();
    Unique codes = new Unique();
    for (Members members :
        root.mappings("sites", MOST, "the list of sites", Set.of("code", "name", "timeZone"))) {
      Optional<String> code = members.code("code", "the site's code");
      Optional<String> name = members.text("name", "what people call the site");
      Optional<ZoneId> timeZone = timeZone(members);
      code.ifPresent(found -> codes.check(members, "code", found));
      if (code.isPresent() && name.isPresent() && timeZone.isPresent()) {
        sites.add(new Site(code.get(), name.get(), timeZone.get()));
      }
    }
    return sites;
  }

  private static Optional<ZoneId> timeZone(Members members) {
    Optional<String> name = members.text("timeZone", "the site's time zone, Asia/Shanghai");
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Set<String> known = ZoneId.getAvailableZoneIds();
    if (!known.contains(name.get())) {
      members.fault(
          "timeZone",
          "There is no time zone `"
              + Text.shown(name.get())
              + "`."
              + Nearest.hint(name.get(), known),
          "Write one of the tz database, Asia/Shanghai.");
      return Optional.empty();
    }
    return name.map(ZoneId::of);
  }
}
