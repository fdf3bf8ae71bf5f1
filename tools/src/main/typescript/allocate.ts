// Makes one allocation with the generated client: node allocate.js ADDRESS ENROLLER-TOKEN SCREENING-FILE
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  type Allocation,
  type AllocationAnswer,
  AllocationApi,
  AssessmentRequestFromJSON,
  Configuration,
  EligibilityApi,
  ResponseError,
} from "./index";

/** The answer of a call without view=flat. */
function whole(answer: AllocationAnswer): Allocation {
  if ("armLabel" in answer) {
    throw new Error("the answer is flat");
  }
  return answer;
}

async function main(address: string, token: string, file: string): Promise<void> {
  const configuration = new Configuration({ basePath: address, accessToken: async () => token });
  const trial = "wlrt-obc";
  const assessmentRequest = AssessmentRequestFromJSON(JSON.parse(readFileSync(file, "utf8")));
  const { subject } = assessmentRequest;
  const assessment = await new EligibilityApi(configuration).assess({ trial, assessmentRequest });
  assert.equal(assessment.verdict, "ELIGIBLE");

  const allocations = new AllocationApi(configuration);
  const allocationRequest = { subject, assessment: assessment.id };
  const allocation = whole(await allocations.allocate({ trial, allocationRequest }));
  assert.match(allocation.arm.code, /^(WLRT|CONTROL)$/);
  assert.deepEqual(await allocations.allocate({ trial, allocationRequest }), allocation);
  const read = whole(await allocations.readAllocation({ trial, subject }));
  assert.deepEqual(read.arm, allocation.arm);
  // This generator would read a flat answer as a nested one, so the test reads the JSON.
  const answer = await allocations.readAllocationRaw({ trial, subject, view: "flat" });
  const flat = await answer.raw.json();
  assert.equal(flat.arm, allocation.arm.code);

  const problem = await allocations
    .allocate({ trial, allocationRequest: { subject: "OTHER-1", assessment: assessment.id } })
    .catch((refusal) => (refusal as ResponseError).response.json());
  assert.equal(problem.type, "https://kleroterion.org/problems/assessment-of-other-subject");
  console.log(`${allocation.subject} is number ${allocation.number}, arm ${allocation.arm.code}`);
}

main(process.argv[2], process.argv[3], process.argv[4]).catch((failure) => {
  console.error(failure);
  process.exit(1);
});
