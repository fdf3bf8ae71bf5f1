package org.kleroterion.gateway.fhir;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.kleroterion.access.Caller;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.Trials;
import org.kleroterion.trial.protocol.Site;
import org.kleroterion.wire.Columns;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;
import org.kleroterion.wire.Text;

/** Reads and searches the trials that a caller may see, and returns them as FHIR JSON. */
@ApplicationScoped
public class StudyService {
  private static final Pattern CODE = Pattern.compile(Text.CODE);

  private final Names names;
  private final Trials trials;
  private final Transactions transactions;

  StudyService(Names names, Trials trials, Transactions transactions) {
    this.names = names;
    this.trials = trials;
    this.transactions = transactions;
  }

  /**
   * The code of the trial that has this FHIR id: the id itself, or the code of which the id is a
   * digest. Does not check that the trial exists.
   *
   * @throws Caller.TrialUnknown if no trial can have such an id
   */
  String code(Caller caller, String id) {
    if (!CODE.matcher(id).matches()) {
      throw new Caller.TrialUnknown(id);
    }
    return Names.isDigest(id)
        ? trials.within(caller).stream()
            .map(ServedTrial::code)
            .filter(code -> Names.id(code).equals(id))
            .findFirst()
            .orElse(id)
        : id;
  }

  /**
   * The trial with this id.
   *
   * @throws Caller.TrialUnknown if it does not exist, or the token does not reach it
   */
  public ServedTrial require(Caller caller, String id) {
    return trials.require(caller, code(caller, id));
  }

  /** The sites that enrol in the trial. */
  public List<Site> sites(ServedTrial trial) {
    return transactions.run(() -> trials.enrolling(trial.code()));
  }

  String read(Caller caller, String id) {
    ServedTrial trial = require(caller, id);
    return Fhir.write(new StudyMapper(names).map(trial, sites(trial)));
  }

  String search(Caller caller, UriInfo uri, MultivaluedMap<String, String> form) {
    Query query = Query.of(uri, form, Set.of("_id", "identifier", "status"));
    List<String> ids = query.texts("_id");
    List<String> codes = query.tokens("identifier", names.trials());
    List<String> statuses =
        query.tokens("status", StudyMapper.STATUSES, StudyMapper.knownStatuses());
    PageRequest page = query.page();
    String after = page.after().orElse("");
    List<ServedTrial> found =
        trials.within(caller).stream()
            .filter(trial -> ids.isEmpty() || ids.contains(Names.id(trial.code())))
            .filter(trial -> codes.isEmpty() || codes.contains(trial.code()))
            .filter(
                trial ->
                    statuses.isEmpty() || statuses.contains(StudyMapper.status(trial).toCode()))
            .filter(trial -> trial.code().compareTo(after) > 0)
            .toList();
    StudyMapper mapper = new StudyMapper(names);
    return Fhir.write(
        Searchset.of(
            query,
            Page.of(found, page.limit(), ServedTrial::code, trial -> trial, new Columns<>()),
            trial -> mapper.map(trial, sites(trial))));
  }
}
