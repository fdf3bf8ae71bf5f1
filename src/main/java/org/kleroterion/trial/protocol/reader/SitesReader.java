package org.kleroterion.trial.protocol.reader;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kleroterion.trial.protocol.Site;
import org.kleroterion.trial.protocol.file.Members;
import org.kleroterion.trial.protocol.file.Nearest;
import org.kleroterion.trial.protocol.file.Text;
import org.kleroterion.trial.protocol.file.Unique;

/** Reads the sites. The list may be empty: a manager can add sites while the trial runs. */
final class SitesReader {
  private static final int MAX_SITES = 500;

  private final Members root;

  SitesReader(Members root) {
    this.root = root;
  }

  List<Site> read() {
    List<Site> sites = new ArrayList<>();
    Unique codes = new Unique();
    for (Members members :
        root.mappings(
            "sites", MAX_SITES, "the list of sites", Set.of("code", "name", "timeZone"))) {
      Optional<String> code = members.code("code", "the site's code");
      Optional<String> name = members.text("name", "the name of the site for people");
      Optional<ZoneId> timeZone = timeZone(members);
      code.ifPresent(found -> codes.check(members, "code", found));
      if (code.isPresent() && name.isPresent() && timeZone.isPresent()) {
        sites.add(new Site(code.get(), name.get(), timeZone.get()));
      }
    }
    return sites;
  }

  private static Optional<ZoneId> timeZone(Members members) {
    Optional<String> name = members.text("timeZone", "the site's time zone, such as Asia/Shanghai");
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
          "Write a name of the tz database, such as Asia/Shanghai.");
      return Optional.empty();
    }
    return name.map(ZoneId::of);
  }
}
