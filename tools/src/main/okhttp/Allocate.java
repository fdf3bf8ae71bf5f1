import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.JSON;
import org.openapitools.client.api.AllocationApi;
import org.openapitools.client.model.Allocation;
import org.openapitools.client.model.AllocationRequest;
import org.openapitools.client.model.Problem;

/**
 * An allocation, its repeat and a refusal with the client that OpenAPI Generator makes for okhttp
 * and gson. This client throws if an answer does not have what the contract requires, or has more.
 *
 * <p>Arguments: the address, the token of an enroller, a file with a request.
 */
public final class Allocate {
  private static final String TRIAL = "wlrt-obc";
  private static final String SUBJECT = "OKHTTP-1";

  private Allocate() {}

  public static void main(String[] args) throws Exception {
    ApiClient client = new ApiClient();
    client.setBasePath(args[0]);
    client.setBearerToken(args[1]);
    AllocationApi allocations = new AllocationApi(client);
    String text = Files.readString(Path.of(args[2])).replace("WLRT-001", SUBJECT);
    AllocationRequest request = AllocationRequest.fromJson(text);

    Allocation first = allocations.allocate(TRIAL, request, null).getAllocation();
    require(first.getArm().getCode().matches("WLRT|CONTROL"), "the allocation has an arm");
    require(
        allocations.allocate(TRIAL, request, null).getAllocation().equals(first),
        "the repeat is the same allocation");
    require(
        allocations
            .readAllocation(SUBJECT, TRIAL, "flat")
            .getFlatAllocation()
            .getArm()
            .equals(first.getArm().getCode()),
        "the flat answer has the same arm");

    JsonObject other = JsonParser.parseString(text).getAsJsonObject();
    other.getAsJsonObject("screening").addProperty("ecog", 0);
    refused(allocations, other, "subject-already-allocated");
    JsonObject unknown = JsonParser.parseString(text).getAsJsonObject();
    unknown.addProperty("site", "nowhere");
    unknown.addProperty("subject", "OKHTTP-2");
    refused(allocations, unknown, "site-out-of-reach", "site-unknown");
    System.out.println(first.getSubject() + " has the arm " + first.getArm().getCode());
  }

  private static void refused(AllocationApi allocations, JsonObject request, String... types)
      throws Exception {
    try {
      allocations.allocate(TRIAL, AllocationRequest.fromJson(request.toString()), null);
    } catch (ApiException refusal) {
      Problem.validateJsonElement(JsonParser.parseString(refusal.getResponseBody()));
      Problem problem = JSON.getGson().fromJson(refusal.getResponseBody(), Problem.class);
      require(problem.getStatus() == refusal.getCode(), "the problem has the status of the answer");
      for (String type : types) {
        if (problem.getType().toString().endsWith("/" + type)) {
          return;
        }
      }
      throw new AssertionError("another refusal: " + refusal.getResponseBody());
    }
    throw new AssertionError("not refused: " + String.join(", ", types));
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("it does not hold that " + what);
    }
  }
}
